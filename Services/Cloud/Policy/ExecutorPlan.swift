import Kernel

/// When jobs end that executors take up one after another, each at its bound.
///
/// The next job goes to whichever executor is free first. With the order fixed, a job that takes less than its bound makes
/// no later one late: the instants at which executors are free only get earlier, in every place of their order.
struct ExecutorPlan: Sendable {
    /// When each executor is free, ascending; never empty.
    private(set) var free: [Instant]

    init(_ free: [Instant]) {
        precondition(!free.isEmpty, "a plan has an executor")
        self.free = free.sorted()
    }

    /// When the next job can begin.
    var next: Instant { free[0] }

    /// Gives the next job to the executor that is free first.
    ///
    /// - Returns: When it ends.
    mutating func place(_ bound: Duration) -> Instant {
        let end = free.removeFirst() + bound
        free.insert(end, at: free.firstIndex { $0 > end } ?? free.endIndex)
        return end
    }
}
