/// How much may be used in how long, and how far ahead of an even pace.
package struct BudgetLimit: Hashable, Sendable {
    /// The longest horizon: 100 years.
    package static let longestHorizon = Duration.seconds(3_155_760_000)

    /// In the resource's smallest units, at least 0.
    package let amount: Int64
    /// After each horizon the whole amount is there again; memory has none, it is limited at every instant.
    package let horizon: Duration
    /// The share of the amount that may be used ahead of an even pace, 0…1; 1: everything at once.
    package let ahead: Double

    /// Takes a share of 2 % ahead unless told otherwise, so that the amount cannot end before 98 % of the horizon.
    package init(amount: Int64, horizon: Duration, ahead: Double = 0.02) {
        precondition(amount >= 0, "a budget is not negative")
        precondition(horizon > .zero && horizon <= Self.longestHorizon, "a horizon is above 0 and at most 100 years")
        precondition((0...1).contains(ahead), "a share lies between 0 and 1")
        self.amount = amount
        self.horizon = horizon
        self.ahead = ahead
    }

    /// What may have been used when that part of the horizon is over, 0…1.
    package func earned(at part: Double) -> Int64 {
        let share = part + ahead
        return share >= 1 ? amount : Int64((Double(amount) * share).rounded(.down))
    }
}
