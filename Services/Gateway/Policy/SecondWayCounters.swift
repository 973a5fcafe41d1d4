/// What was done for jobs beside their first way; all counts only grow.
package struct SecondWayCounters: Hashable, Sendable {
    /// Offloaded jobs whose mandatory part was sent to a worker, too.
    package var fallbacks = 0
    /// Of these: answered by the worker.
    package var fallbackAnswers = 0
    /// Questions whether a copy may go to the cloud tier.
    package var hedgeAsks = 0
    /// Copies that went there.
    package var hedges = 0
    /// Of these: answered there first.
    package var hedgeAnswers = 0

    package init() {}
}
