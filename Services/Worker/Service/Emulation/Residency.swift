import NPU

/// Whose activations the device has at hand between two runs: those of the last batch.
///
/// As the Fluid Batching Engine counts it, a batch that goes on costs nothing, survivors behind a gap are moved together,
/// who is put off for others is saved, and who comes back is loaded.
struct Residency {
    private struct Sample {
        let owner: StagedSample
        /// The stage that it stands before.
        let stage: Int
        let table: MappingTable

        var layer: Int { table.layers(ofStage: stage).lowerBound }
        var isAwaited: Bool { stage < table.network.stages.count && owner.content(before: stage) != nil }
    }

    private var samples: [Sample] = []

    /// What is moved before that run; inputs of the network are read as part of its first layer.
    func moves(before run: EmulatedRun, _ table: MappingTable) -> TransferCost {
        var cost = TransferCost.zero
        var hasGap = false
        let layer = table.layers(ofStage: run.stage).lowerBound
        for sample in samples {
            if !run.owners.contains(where: { $0 === sample.owner }) {
                hasGap = true
                if sample.isAwaited { cost = cost + sample.table.saving(1, before: sample.layer) }
            } else if hasGap {
                cost = cost + table.reloading(1, before: layer) + table.saving(1, before: layer)
            }
        }
        guard run.stage > 0 else { return cost }
        for (owner, resumed) in zip(run.owners, run.resumed)
        where resumed == nil && !samples.contains(where: { $0.owner === owner }) {
            cost = cost + table.reloading(1, before: layer)
        }
        return cost
    }

    /// Those of a finished run are at hand now.
    mutating func stay(_ run: EmulatedRun, _ table: MappingTable) {
        samples = run.owners.map { Sample(owner: $0, stage: run.stage + 1, table: table) }
    }

    /// Nobody's are: a stop has saved them or lost them.
    mutating func clear() {
        samples = []
    }
}
