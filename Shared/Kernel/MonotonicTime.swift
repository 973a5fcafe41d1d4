/// The machine's monotonic clock, with the process's first reading as origin.
package struct MonotonicTime: TimeSource {
    private static let clock = ContinuousClock()
    private static let start = clock.now

    package init() {}

    package var now: Instant { Instant(nanoseconds: (Self.clock.now - Self.start).nanoseconds) }
}
