/// The accelerators that some resources allow: ⟨T_R, T_P, T_C⟩ and how on-chip memory is shared out.
///
/// Tile sizes are powers of two, or with `isFine` also the sizes halfway between. Memory is the whole limit, half or a
/// quarter of it, shared out in four ways. Everything else (clock, words, energy, control) is the base device's.
package struct DesignSpace: Sendable {
    /// What may be used at most.
    package struct Limits: Hashable, Sendable {
        package var multipliers: Int
        package var onChipBytes: Int

        package init(multipliers: Int, onChipBytes: Int) {
            self.multipliers = multipliers
            self.onChipBytes = onChipBytes
        }
    }

    /// Shares of inputs, weights and outputs, in eighths.
    private static let splits = [(2, 4, 2), (4, 2, 2), (3, 4, 1), (2, 2, 4)]

    /// In a fixed order; a design that cannot work, as with memories below two tiles, is left out.
    package let devices: [Device]

    /// Lists every design within the limits.
    package init(base: Device, limits: Limits, isFine: Bool = false) {
        let sizes = Self.sizes(isFine)
        var devices: [Device] = []
        for inner in sizes where (2...256).contains(inner) {
            for columns in sizes where (4...512).contains(columns) && inner * columns <= limits.multipliers {
                // Fewer multipliers than an eighth are no use of these resources.
                guard 8 * inner * columns >= limits.multipliers else { continue }
                for rows in sizes where (16...512).contains(rows) {
                    let tile = TileSize(rows: rows, inner: inner, columns: columns)
                    devices += Self.memories(base, tile, limits.onChipBytes)
                }
            }
        }
        self.devices = devices
    }

    private static func sizes(_ isFine: Bool) -> [Int] {
        let whole = (1...9).map { 1 << $0 }
        return isFine ? (whole + whole.dropFirst().map { $0 * 3 / 2 }).sorted() : whole
    }

    private static func memories(_ base: Device, _ tile: TileSize, _ limit: Int) -> [Device] {
        [4, 2, 1].flatMap { quarters in
            splits.compactMap { split in
                let eighth = limit * quarters / 4 / 8
                return design(base, tile, (eighth * split.0, eighth * split.1, eighth * split.2))
            }
        }
    }

    private static func design(_ base: Device, _ tile: TileSize, _ bytes: (Int, Int, Int)) -> Device? {
        try? Device(
            name: "\(tile.rows)×\(tile.inner)×\(tile.columns)",
            tile: tile,
            isStackable: base.isStackable,
            innerBatching: base.innerBatching,
            wordBits: base.wordBits,
            accumulatorBits: base.accumulatorBits,
            inputBytes: bytes.0,
            weightBytes: bytes.1,
            outputBytes: bytes.2,
            readBandwidth: base.readBandwidth,
            writeBandwidth: base.writeBandwidth,
            clockHertz: base.clockHertz,
            fillCycles: base.fillCycles,
            controlCycles: base.controlCycles,
            vectorLanes: base.vectorLanes,
            energy: base.energy
        )
    }
}
