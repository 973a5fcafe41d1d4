import Inference
import NPU

/// Who takes part in one run of a stage on an emulated device, and what is known of their values.
struct EmulatedRun {
    let stage: Int
    let samples: [StagedSample.Content]
    /// Of the samples, in their order; empty if nobody waits, as while measuring.
    let owners: [StagedSample]
    /// By sample: what was saved of it when it was stopped in this stage.
    let resumed: [SavedBatch.Sample?]
    /// In the order of the samples; `nil` as long as some are missing.
    var steps: [StageStep]?

    init(stage: Int, samples: [StagedSample.Content], owners: [StagedSample], saved: SavedBatch?) {
        self.stage = stage
        self.samples = samples
        self.owners = owners
        let register = saved?.stage == stage ? saved : nil
        resumed = samples.indices.map { $0 < owners.count ? register?.sample(of: owners[$0]) : nil }
    }

    var resumedCount: Int { resumed.count { $0 != nil } }
    var newcomerCount: Int { samples.count - resumedCount }

    /// Has the values computed that are not known.
    ///
    /// - Throws: ``InferenceError``; a stop leaves ``steps`` as it is and is not thrown.
    mutating func compute(on engine: any StageEngine, stop: StopFlag) throws(InferenceError) {
        let missing = samples.indices.filter { resumed[$0]?.step == nil }
        var known = resumed.map { $0?.step }
        do {
            let computed =
                missing.isEmpty
                ? []
                : try engine.run(
                    stage: stage,
                    missing.map { samples[$0] },
                    of: owners.isEmpty ? [] : missing.map { owners[$0] },
                    stop: stop
                )
            for (place, step) in zip(missing, computed) { known[place] = step }
            steps = known.compactMap { $0 }
        } catch .stopped {}
    }

    /// Those that somebody still waits for, as they are saved after so much energy for each.
    func saved(joules: Double) -> [SavedBatch.Sample] {
        owners.indices.filter { owners[$0].content(before: stage) != nil }.map { place in
            SavedBatch.Sample(
                owner: owners[place],
                step: steps?[place],
                joules: joules + (resumed[place]?.joules ?? 0)
            )
        }
    }

    /// Tensors of newcomers to the network, and all results.
    var transfers: [HostTransfer] {
        let tensors = samples.compactMap { sample -> HostTransfer? in
            guard case .raw(let tensor, _) = sample else { return nil }
            return .tensor(tensor)
        }
        return tensors + (steps ?? []).map { .result($0.probabilities) }
    }

    /// Its samples as they are on the device before that stage.
    func residents(before stage: Int, _ table: MappingTable) -> [Resident] {
        owners.map { Resident(owner: $0, stage: stage, table: table) }
    }

    /// Whether the sample goes on behind a layer of this stage.
    func isResumed(_ owner: StagedSample) -> Bool {
        zip(owners, resumed).contains { $0 === owner && $1 != nil }
    }
}
