import Kernel
import NPU

/// A random layer, mapping and device of one seed.
struct RandomCase {
    let device: Device
    let shape: ProductShape
    let vector: VectorShape
    let mapping: Mapping

    init(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        let isStackable = Bool.random(using: &random)
        let even = isStackable ? 2 : 1
        let tile = TileSize(rows: even * number(2...16), inner: number(3...24), columns: even * number(2...12))
        // From starved to ample, so that a good part of the cases stalls and a good part does not.
        let bandwidth = Double(number(1...10) * number(1...10)) * 1e8
        device = try Device(
            name: "random",
            tile: tile,
            isStackable: isStackable,
            innerBatching: Bool.random(using: &random) ? .packed : .padded,
            inputBytes: tile.rows * tile.inner * 4 * number(1...8),
            weightBytes: tile.inner * tile.columns * 4 * number(1...8),
            outputBytes: tile.rows * tile.columns * 8 * number(1...4),
            readBandwidth: bandwidth,
            writeBandwidth: bandwidth * Double(number(1...4)) / 2,
            clockHertz: 1e8,
            fillCycles: number(0...20),
            controlCycles: number(0...200),
            vectorLanes: number(1...16)
        )
        let isGrouped = number(0...3) == 0
        shape = ProductShape(
            groups: isGrouped ? number(2...12) : 1,
            rows: number(1...40),
            inner: isGrouped ? number(1...9) : number(1...60),
            columns: isGrouped ? number(1...3) : number(1...30)
        )
        vector = VectorShape(outputs: number(1...2_000), inputs: number(1...4_000), operations: number(1...9))
        mapping = Mapping(
            rows: number(1...3),
            inner: number(1...3),
            stacking: isStackable ? number(1...2) : 1,
            pads: number(0...3) == 0
        )
    }

    /// Whole numbers so small that their sums are exact in any order.
    func wholeNumbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float(Int.random(in: -8...8, using: &random)) }
    }
}
