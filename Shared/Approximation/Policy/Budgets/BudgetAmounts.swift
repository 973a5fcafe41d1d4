/// An amount of every resource, in smallest units.
package struct BudgetAmounts: Hashable, Sendable {
    package static let none = BudgetAmounts()

    private var amounts: [Int64] = Array(repeating: 0, count: Resource.allCases.count)

    package init() {}

    /// Takes joules, dollars and bytes, rounded up to whole units; what is negative or no number counts as 0.
    package init(joules: Double = 0, dollars: Double = 0, bytes: Int64 = 0) {
        self[.energy] = Self.units(joules, of: .energy)
        self[.money] = Self.units(dollars, of: .money)
        self[.memory] = max(0, bytes)
    }

    package subscript(resource: Resource) -> Int64 {
        get { amounts[Self.place(resource)] }
        set { amounts[Self.place(resource)] = newValue }
    }

    /// The whole units that cover an amount in joules, dollars or bytes, clamped to what is counted.
    package static func units(_ amount: Double, of resource: Resource) -> Int64 {
        let units = (amount * resource.units).rounded(.up)
        return units > 0 ? (units < 9e18 ? Int64(units) : Int64(9e18)) : 0
    }

    private static func place(_ resource: Resource) -> Int {
        switch resource {
        case .energy: 0
        case .money: 1
        case .memory: 2
        }
    }
}
