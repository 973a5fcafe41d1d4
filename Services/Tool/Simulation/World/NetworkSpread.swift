/// How the delays of a network differ from one time to the next, in nanoseconds; what has no quantiles is always the same.
package struct NetworkSpread: Hashable, Sendable {
    package var uplink: Quantiles?
    package var downlink: Quantiles?
    package var command: Quantiles?
    package var report: Quantiles?

    package init() {}
}
