package import Approximation
package import Kernel
import ToolPolicy

/// The requests of a day, drawn from a seed: exponential gaps, each application with a generator of its own.
package struct DayTrace: Sendable {
    package struct Arrival: Sendable {
        package let at: Instant
        package let request: ApproximationRequest
        /// Where its answers are replayed.
        package let image: Int?
    }

    /// By ascending time; on one frame the base first.
    package let arrivals: [Arrival]

    package init(_ scenario: DayScenario) {
        var arrivals: [Arrival] = []
        for (application, owner) in scenario.applications.enumerated() where owner.base == nil {
            let dependents = scenario.applications.indices.filter { scenario.applications[$0].base == application }
            arrivals += Self.frames(scenario, application).flatMap { frame in
                [frame] + dependents.map { Self.dependent($0, of: frame) }
            }
        }
        self.arrivals = arrivals.enumerated()
            .sorted { $0.element.at != $1.element.at ? $0.element.at < $1.element.at : $0.offset < $1.offset }
            .map(\.element)
    }

    private static func dependent(_ application: Int, of base: Arrival) -> Arrival {
        let request = ApproximationRequest(application: application, frame: base.request.frame)
        return Arrival(at: base.at, request: request, image: base.image)
    }

    private static func frames(_ scenario: DayScenario, _ application: Int) -> [Arrival] {
        let configuration = scenario.configuration
        var random = SeededGenerator(seed: scenario.seed &* 1_000 &+ UInt64(application))
        var source = scenario.contexts[application].map { ContextSource($0) }
        var now = configuration.start
        var frames: [Arrival] = []
        while true {
            now = now + .seconds(random.exponential(mean: 1 / scenario.applications[application].rate))
            guard now < configuration.end else { return frames }
            let label = source?.next(at: now, &random)
            let isFrequent = label.flatMap { label in scenario.contexts[application].map { label < $0.specialized } }
            let image = scenario.replays[application].flatMap { task -> Int32? in
                let place = label ?? Int.random(in: task.images.indices, using: &random)
                return task.images[place].randomElement(using: &random)
            }
            let frame = UInt64(application) << 32 | UInt64(frames.count)
            let request = ApproximationRequest(application: application, frame: frame, isFrequent: isFrequent)
            frames.append(Arrival(at: now, request: request, image: image.map { Int($0) }))
        }
    }
}
