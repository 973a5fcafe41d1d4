/// Tiles of columns that are alike, with their tiles of rows.
struct ColumnKind {
    let times: Int
    let tiles: [(times: Int, steps: TileRuns)]
    /// Bytes read and written by the elements in all these tiles of rows.
    private let elementBytes: Int
    private let computeCycles: Int

    /// In the order in which a pass of so many groups goes through them.
    static func kinds(of plan: ProductPlan, groups: Int, on device: Device) -> [ColumnKind] {
        var kinds: [ColumnKind] = []
        for cut in plan.columnCuts(groups: groups) {
            var left = cut.count
            // The first tile of columns brings the inputs; others bring them again unless they are kept.
            if kinds.isEmpty, plan.keepsInputs {
                kinds.append(ColumnKind(plan, groups, cut.size, loadsInputs: true, times: 1, device))
                left -= 1
            }
            guard left > 0 else { continue }
            kinds.append(ColumnKind(plan, groups, cut.size, loadsInputs: !plan.keepsInputs, times: left, device))
        }
        return kinds
    }

    private init(
        _ plan: ProductPlan,
        _ groups: Int,
        _ columns: Int,
        loadsInputs: Bool,
        times: Int,
        _ device: Device
    ) {
        self.times = times
        var tiles: [(times: Int, steps: TileRuns)] = []
        for cut in plan.rowCuts {
            var place = TileRuns.Place(
                groups: groups,
                rows: cut.size,
                columns: columns,
                loadsInputs: loadsInputs,
                loadsWeights: true
            )
            var left = cut.count
            if tiles.isEmpty, plan.keepsWeights {
                tiles.append((1, TileRuns(plan, place, on: device)))
                left -= 1
            }
            place.loadsWeights = !plan.keepsWeights
            if left > 0 { tiles.append((left, TileRuns(plan, place, on: device))) }
        }
        self.tiles = tiles
        let stretch = plan.mapping.inner * plan.block(groups: groups)
        // Every tile reads its weights once into the elements, every row its inputs; sums are read and written.
        let weights = tiles.reduce(0) { $0 + $1.times } * columns * stretch * device.wordBytes
        let steps = plan.steps(groups: groups)
        elementBytes =
            plan.rows * (stretch * device.wordBytes + 2 * columns * device.accumulatorBytes * steps) + weights
        computeCycles = tiles.reduce(0) { $0 + $1.times * $1.steps.count } * plan.tile.rows
    }

    /// What so many of these move and compute, without their time.
    func traffic(times: Int, _ device: Device) -> LayerCost {
        let offChip = tiles.reduce(0) { $0 + $1.times * ($1.steps.loadedBytes + $1.steps.storedBytes) }
        return LayerCost(
            cycles: 0,
            computeCycles: times * computeCycles,
            macs: 0,
            offChipBytes: times * offChip,
            onChipBytes: times * (elementBytes + offChip)
        )
    }
}
