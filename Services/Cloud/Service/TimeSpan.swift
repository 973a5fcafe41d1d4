/// A length of time as a flag takes it: a number and `us`, `ms` or `s`.
package struct TimeSpan: Sendable, Equatable {
    package let duration: Duration

    private static let units: [(suffix: String, nanoseconds: Double)] = [("us", 1e3), ("ms", 1e6), ("s", 1e9)]

    package init?(_ text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
            let count = Double(text.dropLast(unit.suffix.count)), count >= 0, count * unit.nanoseconds <= 3.6e12
        else { return nil }
        duration = .nanoseconds(Int64(count * unit.nanoseconds))
    }
}
