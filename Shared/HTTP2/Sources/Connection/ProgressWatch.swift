import Kernel

/// Tells when something that should move has not moved enough for a whole period.
struct ProgressWatch {
    private let period: Duration
    private let minimumCount: Int
    private var start: (time: Instant, count: Int)?

    init(period: Duration, minimumCount: Int) {
        self.period = period
        self.minimumCount = minimumCount
    }

    /// Asks again; `total` is how much has moved since ever, and matters only while something waits to.
    ///
    /// - Returns: Whether a period has passed in which less than the minimum moved.
    mutating func isStalled(isWaiting: Bool, total: Int, at now: Instant) -> Bool {
        guard isWaiting else {
            start = nil
            return false
        }
        guard let begun = start else {
            start = (now, total)
            return false
        }
        guard now - begun.time >= period else { return false }
        start = (now, total)
        return total - begun.count < minimumCount
    }
}
