/// How long a dead child waits before it is started again, and when to stop trying.
///
/// The n-th failure in a row waits `first × 2ⁿ⁻¹`, at most `cap`: with the defaults 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5 … s. A child
/// that has run for `healthyAfter` starts over with the first wait.
package struct RestartBackoff: Equatable, Sendable {
    package var first = Duration.milliseconds(200)
    package var cap = Duration.seconds(5)
    package var healthyAfter = Duration.seconds(10)
    /// Failures in a row at which the supervisor gives up, once the cluster has been ready.
    package var limit = 8
    /// The same while it has never been ready: a wrong flag or a taken port does not heal.
    package var limitBeforeReady = 3

    package init() {}

    /// The wait after that many failures in a row.
    ///
    /// - Parameter failures: At least 1.
    /// - Returns: From the death until the next start.
    package func wait(afterFailures failures: Int) -> Duration {
        precondition(failures > 0, "the first wait follows the first failure")
        let doublings = Swift.min(failures - 1, 20)
        return Swift.min(cap, first * (1 << doublings))
    }
}
