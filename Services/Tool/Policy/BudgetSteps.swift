private import Kernel

/// What requests of a run may state as left of their deadline: so few values that a compressor's table holds them all.
package struct BudgetSteps: Hashable, Sendable {
    /// How many values there are.
    package static let count = 40

    private let grain: Duration

    /// - Parameter deadline: The largest budget; at least 40 ns.
    package init(deadline: Duration) {
        grain = .nanoseconds(max(1, deadline.nanoseconds / Int64(Self.count)))
    }

    /// All values in milliseconds, ascending.
    package var milliseconds: [Double] {
        (1...Self.count).map { Double(grain.nanoseconds * Int64($0)) / 1e6 }
    }

    /// The place in ``milliseconds`` of the largest value that is not more than what is left, the first at least.
    package func place(of left: Duration) -> Int {
        min(max(Int(left.nanoseconds / grain.nanoseconds), 1), Self.count) - 1
    }
}
