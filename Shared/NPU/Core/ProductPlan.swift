/// One product of a batch, cut into tiles: what is done in which order, and what stays on the chip.
///
/// The loops are, from outside in: passes over groups, tiles of columns, tiles of rows, samples along P, tiles along
/// P. A step is one tile along P: its inputs and, where they are not there yet, its weights are loaded, then t_R rows
/// pass the elements, one a cycle, also where the tile is not full (Fluid Batching's figure; the order of the loops
/// is ours).
///
/// Weights of one tile of columns are kept over all rows and samples if they and one more tile fit their memory, as
/// inputs are over all columns. Narrow groups, as of depthwise convolutions, lie side by side along P and C in one
/// pass, with zeros between them that are never loaded (ours: without it a depthwise layer would use a single
/// element).
package struct ProductPlan: Hashable, Sendable {
    /// The part of a pass's groups or a layer's columns or rows that one tile covers, and how often.
    struct Cut: Hashable, Sendable {
        let size: Int
        let count: Int
    }

    package let shape: ProductShape
    package let mapping: Mapping
    package let tile: TileSize
    package let isPacked: Bool
    /// Groups side by side in one full pass.
    package let groupsPerPass: Int
    /// Of the whole batch along R.
    package let rows: Int
    package let keepsWeights: Bool
    package let keepsInputs: Bool
    /// Tiles of sums that the output memory holds, of which at most ``Pipeline/slotLimit`` are kept apart; at least 2.
    package let outputSlots: Int

    /// - Returns: `nil` if the device cannot run it: too many samples would end in one tile for its output memory, or its
    ///   elements do not stack.
    package init?(_ shape: ProductShape, _ mapping: Mapping, on device: Device) {
        guard mapping.stacking == 1 || device.isStackable else { return nil }
        tile = device.tile.stacked(mapping.stacking)
        self.shape = shape
        self.mapping = mapping
        isPacked = device.innerBatching == .packed && !mapping.pads
        groupsPerPass = max(1, min(shape.groups, tile.inner / shape.inner, tile.columns / shape.columns))
        rows = mapping.rows * shape.rows
        let block = groupsPerPass * shape.inner
        let word = device.wordBytes
        let columns = min(tile.columns, groupsPerPass * shape.columns)
        keepsWeights = (block + tile.inner) * columns * word <= device.weightBytes
        keepsInputs = (rows * mapping.inner * block + tile.rows * tile.inner) * word <= device.inputBytes
        let sums = tile.rows * tile.columns * device.accumulatorBytes
        outputSlots = min(Pipeline.slotLimit, device.outputBytes / sums)
        // The last pass may have fewer groups, so that more samples meet in one of its tiles.
        let rest = shape.groups % groupsPerPass
        let narrowest = rest == 0 ? block : rest * shape.inner
        let shared = isPacked ? min(mapping.inner, (tile.inner - 1) / narrowest + 2) : 1
        guard shared <= outputSlots else { return nil }
    }

    /// Along P of one sample in a pass of so many groups.
    package func block(groups: Int) -> Int { groups * shape.inner }

    /// Full passes, then the rest.
    var passes: [Cut] { Self.cuts(shape.groups, by: groupsPerPass) }

    /// Tiles of columns in a pass of so many groups.
    func columnCuts(groups: Int) -> [Cut] { Self.cuts(groups * shape.columns, by: tile.columns) }

    var rowCuts: [Cut] { Self.cuts(rows, by: tile.rows) }

    /// Words of weights for a stretch along P and so many columns; between groups there are none.
    package func weightWords(stretch: Int, columns: Int, groups: Int) -> Int {
        stretch * (groups > 1 ? shape.columns : columns)
    }

    /// Steps for one tile of outputs.
    package func steps(groups: Int) -> Int {
        let block = block(groups: groups)
        return isPacked
            ? (mapping.inner * block + tile.inner - 1) / tile.inner
            : mapping.inner * ((block + tile.inner - 1) / tile.inner)
    }

    private static func cuts(_ total: Int, by size: Int) -> [Cut] {
        let (count, rest) = total.quotientAndRemainder(dividingBy: size)
        return (count > 0 ? [Cut(size: size, count: count)] : []) + (rest > 0 ? [Cut(size: rest, count: 1)] : [])
    }
}
