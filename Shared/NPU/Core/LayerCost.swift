/// What one layer costs for one batch.
package struct LayerCost: Hashable, Sendable {
    /// From the layer's start until its last output is stored.
    package var cycles: Int
    /// Cycles in which rows enter the elements, or the vector unit works.
    package var computeCycles: Int
    /// Useful multiply-adds.
    package var macs: Int
    package var offChipBytes: Int
    package var onChipBytes: Int

    package init(cycles: Int, computeCycles: Int, macs: Int, offChipBytes: Int, onChipBytes: Int) {
        self.cycles = cycles
        self.computeCycles = computeCycles
        self.macs = macs
        self.offChipBytes = offChipBytes
        self.onChipBytes = onChipBytes
    }

    package static let zero = LayerCost(cycles: 0, computeCycles: 0, macs: 0, offChipBytes: 0, onChipBytes: 0)

    package static func + (one: LayerCost, other: LayerCost) -> LayerCost {
        LayerCost(
            cycles: one.cycles + other.cycles,
            computeCycles: one.computeCycles + other.computeCycles,
            macs: one.macs + other.macs,
            offChipBytes: one.offChipBytes + other.offChipBytes,
            onChipBytes: one.onChipBytes + other.onChipBytes
        )
    }

    package static func * (one: LayerCost, times: Int) -> LayerCost {
        LayerCost(
            cycles: one.cycles * times,
            computeCycles: one.computeCycles * times,
            macs: one.macs * times,
            offChipBytes: one.offChipBytes * times,
            onChipBytes: one.onChipBytes * times
        )
    }

    /// Useful multiply-adds as a share of what the multipliers could have done in that time, 0…1.
    package func utilization(on device: Device) -> Double {
        cycles > 0 ? Double(macs) / (Double(device.tile.multipliers) * Double(cycles)) : 0
    }

    /// By the device's table of energies.
    package func joules(on device: Device) -> Double {
        let picojoules =
            Double(macs) * device.energy.mac + Double(onChipBytes) * device.energy.onChipByte
            + Double(offChipBytes) * device.energy.offChipByte
        return picojoules * 1e-12 + device.seconds(cycles) * device.energy.idleWatts
    }
}
