/// How many executors the cloud tier may rent, and what renting one takes.
package struct PoolLimits: Hashable, Sendable {
    /// Kept whatever happens, at least 1.
    package let least: Int
    package let most: Int
    /// From the wish for an executor until it can run something.
    package let startTime: Duration
    /// How long an executor must have had nothing to do before it is given back, and the least pause between two.
    package let idleTime: Duration

    package init(
        least: Int = 1,
        most: Int = 1,
        startTime: Duration = .milliseconds(500),
        idleTime: Duration = .seconds(10)
    ) {
        precondition(1 <= least && least <= most, "one executor at least, and no fewer at most than at least")
        precondition(startTime >= .zero && idleTime > .zero, "times are not negative")
        self.least = least
        self.most = most
        self.startTime = startTime
        self.idleTime = idleTime
    }
}
