package import Domain

extension Rubato_V1_LanePromises {
    package init(_ worker: WorkerID, _ plan: LanePlan) {
        self.init()
        self.worker = worker.rawValue
        plans = plan.windows.map(Rubato_V1_WindowPlan.init)
        if let order = plan.pages { pages = Rubato_V1_PageOrder(order) }
        guard let table = plan.table else { return }
        self.table = table.pieces.map(Rubato_V1_PlannedPiece.init)
        cycleUs = table.cycle.wireMicroseconds
    }

    /// The plan, or `nil` if its numbers bound nothing.
    package var domain: LanePlan? {
        let windows = plans.compactMap(\.domain)
        guard windows.count == plans.count else { return nil }
        let order = hasPages ? pages.domain : nil
        if table.isEmpty { return LanePlan(windows: windows, pages: order) }
        let pieces = table.compactMap(\.domain)
        let cycle = Duration(wireMicroseconds: cycleUs)
        guard pieces.count == table.count, cycle > .zero, pieces.allSatisfy({ $0.release < cycle }) else { return nil }
        return LanePlan(windows: windows, table: PlannedTable(cycle: cycle, pieces: pieces), pages: order)
    }
}

extension Rubato_V1_PlannedPiece {
    init(_ piece: PlannedTable.Piece) {
        self.init()
        model = Rubato_V1_ModelKey(piece.model)
        stage = UInt32(clamping: piece.stage)
        frames = UInt32(clamping: piece.frames)
        releaseUs = piece.release.wireMicroseconds
        latestUs = piece.latest.wireMicroseconds
    }

    var domain: PlannedTable.Piece? {
        let release = Duration(wireMicroseconds: releaseUs)
        let latest = Duration(wireMicroseconds: latestUs)
        guard frames > 0, frames < 1_000_000, stage < 1_000, release <= latest else { return nil }
        return PlannedTable.Piece(
            model: model.domain,
            stage: Int(stage),
            frames: Int(frames),
            release: release,
            latest: latest
        )
    }
}
