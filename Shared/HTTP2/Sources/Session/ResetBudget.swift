/// Counts resets against a rate, for an owner that has the clock.
struct ResetBudget {
    private let rate: ResetRate
    private var left: Double

    init(_ rate: ResetRate) {
        self.rate = rate
        left = Double(rate.burst)
    }

    /// - Returns: `false` if the budget is spent.
    mutating func spend() -> Bool {
        left -= 1
        return left >= 0
    }

    mutating func refill(seconds: Double) {
        left = min(Double(rate.burst), left + seconds * Double(rate.perSecond))
    }
}
