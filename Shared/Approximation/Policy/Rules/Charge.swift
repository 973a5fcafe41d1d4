/// What serving one request, or a load, takes of the budgets.
package struct Charge: Hashable, Sendable {
    package static let none = Charge(joules: 0, dollars: 0)

    package var joules: Double
    package var dollars: Double

    package init(joules: Double, dollars: Double) {
        self.joules = joules
        self.dollars = dollars
    }

    package static func + (lhs: Charge, rhs: Charge) -> Charge {
        Charge(joules: lhs.joules + rhs.joules, dollars: lhs.dollars + rhs.dollars)
    }
}
