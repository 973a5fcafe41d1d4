import NPU

/// A product on the reference machine: builds its steps by plain loops and computes its values in them.
struct ReferenceProduct {
    let shape: ProductShape
    let mapping: Mapping
    let device: Device
    /// Sample by sample, group by group, row by row.
    let activations: [Float]
    /// Group by group, along P, then along C.
    let weights: [Float]

    private struct Tile {
        var firstGroup: Int
        var groups: Int
        var rows: Range<Int>
        var columns: Range<Int>
        var stretch: Range<Int>
    }

    private var size: TileSize { device.tile.stacked(mapping.stacking) }
    private var isPacked: Bool { device.innerBatching == .packed && !mapping.pads }

    /// Runs it.
    ///
    /// - Returns: The time from the layer's start until its last output is stored, and the outputs, sample by sample, group by
    ///   group, row by row; `stalls` are cycles in which the elements waited.
    func run() -> (trace: ReferenceMachine.Trace, outputs: [Float]) {
        let (tiles, steps) = plan()
        let batch = mapping.batch
        let count = batch * shape.groups * shape.rows * shape.columns
        let outputs = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
        outputs.initialize(repeating: 0)
        defer { outputs.deallocate() }
        let slots = min(8, device.outputBytes / (size.rows * size.columns * device.accumulatorBytes))
        var trace = ReferenceMachine.run(steps, slots: slots) { step, row in
            compute(tiles[step], tiles[step].rows.lowerBound + row, outputs)
        }
        trace.cycles += device.controlCycles + device.fillCycles
        return (trace, Array(outputs))
    }

    private func plan() -> ([Tile], [ReferenceMachine.Step]) {
        var tiles: [Tile] = []
        var steps: [ReferenceMachine.Step] = []
        var outputTile = 0
        let sideBySide = max(1, min(shape.groups, size.inner / shape.inner, size.columns / shape.columns))
        let rows = mapping.rows * shape.rows
        for firstGroup in stride(from: 0, to: shape.groups, by: sideBySide) {
            let groups = min(sideBySide, shape.groups - firstGroup)
            let columns = groups * shape.columns
            for column in stride(from: 0, to: columns, by: size.columns) {
                for row in stride(from: 0, to: rows, by: size.rows) {
                    for stretch in stretches(block: groups * shape.inner) {
                        let tile = Tile(
                            firstGroup: firstGroup,
                            groups: groups,
                            rows: row..<min(row + size.rows, rows),
                            columns: column..<min(column + size.columns, columns),
                            stretch: stretch
                        )
                        tiles.append(tile)
                        steps.append(step(tile, after: outputTile))
                    }
                    outputTile += mapping.inner
                }
            }
        }
        return (tiles, steps)
    }

    /// Along P: packed samples share tiles, padded ones begin their own.
    private func stretches(block: Int) -> [Range<Int>] {
        func cut(_ range: Range<Int>) -> [Range<Int>] {
            stride(from: range.lowerBound, to: range.upperBound, by: size.inner).map {
                $0..<min($0 + size.inner, range.upperBound)
            }
        }
        if isPacked { return cut(0..<mapping.inner * block) }
        return (0..<mapping.inner).flatMap { cut($0 * block..<($0 + 1) * block) }
    }

    private func step(_ tile: Tile, after outputTile: Int) -> ReferenceMachine.Step {
        let block = tile.groups * shape.inner
        let word = device.wordBytes
        let (sideBySide, filled) = fullPass()
        let keepsWeights = (sideBySide * shape.inner + size.inner) * filled * word <= device.weightBytes
        let inputWords = mapping.rows * shape.rows * mapping.inner * sideBySide * shape.inner + size.rows * size.inner
        let keepsInputs = inputWords * word <= device.inputBytes
        var words = 0
        if !keepsInputs || tile.columns.lowerBound == 0 { words += tile.rows.count * tile.stretch.count }
        let perPlace = tile.groups > 1 ? shape.columns : tile.columns.count
        if !keepsWeights {
            words += tile.stretch.count * perPlace
        } else if tile.rows.lowerBound == 0 {
            words += tile.stretch.clamped(to: 0..<block).count * perPlace
        }
        let complete = (0..<mapping.inner).count { tile.stretch.contains(($0 + 1) * block - 1) }
        let store = device.writeCycles(tile.rows.count * tile.columns.count * word)
        return ReferenceMachine.Step(
            load: device.readCycles(words * word),
            compute: size.rows,
            lastTile: outputTile + (tile.stretch.upperBound - 1) / block,
            stores: Array(repeating: store, count: complete)
        )
    }

    private func fullPass() -> (groups: Int, columns: Int) {
        let groups = max(1, min(shape.groups, size.inner / shape.inner, size.columns / shape.columns))
        return (groups, min(size.columns, groups * shape.columns))
    }

    /// One cycle: one row meets all multipliers of all elements.
    private func compute(_ tile: Tile, _ row: Int, _ outputs: UnsafeMutableBufferPointer<Float>) {
        guard row < tile.rows.upperBound else { return }
        let block = tile.groups * shape.inner
        for place in tile.stretch {
            let group = tile.firstGroup + place % block / shape.inner
            let inner = place % shape.inner
            let sample = row / shape.rows * mapping.inner + place / block
            let base = (sample * shape.groups + group) * shape.rows + row % shape.rows
            let activation = activations[base * shape.inner + inner]
            for column in tile.columns where tile.firstGroup + column / shape.columns == group {
                let c = column % shape.columns
                let weight = weights[(group * shape.inner + inner) * shape.columns + c]
                outputs[base * shape.columns + c] += activation * weight
            }
        }
    }
}
