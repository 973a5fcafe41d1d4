/// An accelerator of Fluid Batching's kind: T_C processing elements, each with T_P multipliers, an adder tree and an
/// accumulator; memories for tiles of inputs, weights and outputs; one channel from DRAM and one to it.
package struct Device: Hashable, Sendable {
    package var name: String
    package var tile: TileSize
    /// Whether neighboring elements can be joined, the paper's stackable elements.
    package var isStackable: Bool
    package var innerBatching: InnerBatching
    /// Of activations and weights, 8 or 16.
    package var wordBits: Int
    /// Of partial sums in the output memory.
    package var accumulatorBits: Int
    package var inputBytes: Int
    package var weightBytes: Int
    package var outputBytes: Int
    /// Bytes per second from DRAM.
    package var readBandwidth: Double
    /// Bytes per second to DRAM.
    package var writeBandwidth: Double
    package var clockHertz: Double
    /// Cycles from a row's entry to its sum's arrival in the accumulator, paid once a layer.
    package var fillCycles: Int
    /// Cycles that the control needs to set up one layer.
    package var controlCycles: Int
    /// Operations of the vector unit per cycle.
    package var vectorLanes: Int
    package var energy: EnergyTable

    /// Takes a description that makes sense; the channels take whole bytes from 1 a second on.
    ///
    /// - Throws: ``DeviceError`` with the first key that does not.
    package init(
        name: String,
        tile: TileSize,
        isStackable: Bool = true,
        innerBatching: InnerBatching = .packed,
        wordBits: Int = 16,
        accumulatorBits: Int = 32,
        inputBytes: Int,
        weightBytes: Int,
        outputBytes: Int,
        readBandwidth: Double,
        writeBandwidth: Double,
        clockHertz: Double,
        fillCycles: Int,
        controlCycles: Int,
        vectorLanes: Int,
        energy: EnergyTable = EnergyTable()
    ) throws(DeviceError) {
        self.name = name
        self.tile = tile
        self.isStackable = isStackable
        self.innerBatching = innerBatching
        self.wordBits = wordBits
        self.accumulatorBits = accumulatorBits
        self.inputBytes = inputBytes
        self.weightBytes = weightBytes
        self.outputBytes = outputBytes
        self.readBandwidth = readBandwidth
        self.writeBandwidth = writeBandwidth
        self.clockHertz = clockHertz
        self.fillCycles = fillCycles
        self.controlCycles = controlCycles
        self.vectorLanes = vectorLanes
        self.energy = energy
        try check()
    }

    package var wordBytes: Int { wordBits / 8 }
    package var accumulatorBytes: Int { accumulatorBits / 8 }
    var readBytesPerCycle: Double { readBandwidth / clockHertz }
    var writeBytesPerCycle: Double { writeBandwidth / clockHertz }

    /// That many cycles as seconds.
    package func seconds(_ cycles: Int) -> Double { Double(cycles) / clockHertz }

    /// Cycles in which so many bytes come from DRAM.
    package func readCycles(_ bytes: Int) -> Int { Int((Double(bytes) / readBytesPerCycle).rounded(.up)) }

    /// Cycles in which so many bytes go to DRAM.
    package func writeCycles(_ bytes: Int) -> Int { Int((Double(bytes) / writeBytesPerCycle).rounded(.up)) }
}
