/// Energy and money per second.
struct ResourceRates: Equatable {
    static let zero = ResourceRates(joules: 0, dollars: 0)

    var joules: Double
    var dollars: Double

    /// What has a rate: memory is held, not used up.
    static let kinds: [Resource] = [.energy, .money]

    subscript(kind: Resource) -> Double {
        get { kind == .energy ? joules : dollars }
        set { if kind == .energy { joules = newValue } else { dollars = newValue } }
    }

    static func + (lhs: Self, rhs: Self) -> Self {
        ResourceRates(joules: lhs.joules + rhs.joules, dollars: lhs.dollars + rhs.dollars)
    }

    static func - (lhs: Self, rhs: Self) -> Self {
        ResourceRates(joules: lhs.joules - rhs.joules, dollars: lhs.dollars - rhs.dollars)
    }

    static func * (lhs: Self, rhs: Double) -> Self {
        ResourceRates(joules: lhs.joules * rhs, dollars: lhs.dollars * rhs)
    }
}
