package import Kernel
package import NPU

/// A modeled run laid on the clock: when each of its layers is to end.
package struct CourseTiming: Equatable, Sendable {
    package let course: StageCourse
    /// When the device begins, after the host has launched the stage.
    package let start: Instant
    /// Of one cycle, slowed down where the device is too hot.
    package let nanosecondsPerCycle: Double

    package init(_ course: StageCourse, start: Instant, nanosecondsPerCycle: Double) {
        self.course = course
        self.start = start
        self.nanosecondsPerCycle = nanosecondsPerCycle
    }

    package var lastStep: Int { course.steps.count - 1 }
    package var end: Instant { end(of: lastStep) }

    package func end(of step: Int) -> Instant { start + length(course.steps[step].endCycles) }

    package func length(_ cycles: Int) -> Duration {
        .nanoseconds(Int64((Double(cycles) * nanosecondsPerCycle).rounded()))
    }

    /// The first step that ends then or later; `nil` if all have ended before.
    package func step(endingFrom instant: Instant) -> Int? {
        course.steps.indices.first { end(of: $0) >= instant }
    }
}
