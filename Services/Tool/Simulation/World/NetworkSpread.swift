/// How the delays of a network differ from one time to the next, in nanoseconds; what has no quantiles is always the same.
package struct NetworkSpread: Hashable, Sendable {
    package var uplink: MeasuredCourse?
    package var downlink: MeasuredCourse?
    package var command: MeasuredCourse?
    package var report: MeasuredCourse?

    package init() {}
}
