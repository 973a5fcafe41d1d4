/// What it costs to move activations to DRAM or back, beside the layers.
package struct TransferCost: Hashable, Sendable {
    package var cycles: Int
    package var bytes: Int

    package init(cycles: Int, bytes: Int) {
        self.cycles = cycles
        self.bytes = bytes
    }

    package static let zero = TransferCost(cycles: 0, bytes: 0)

    package static func + (one: TransferCost, other: TransferCost) -> TransferCost {
        TransferCost(cycles: one.cycles + other.cycles, bytes: one.bytes + other.bytes)
    }

    /// So many of the same, each rounded up to cycles of its own.
    package static func * (one: TransferCost, times: Int) -> TransferCost {
        TransferCost(cycles: one.cycles * times, bytes: one.bytes * times)
    }
}
