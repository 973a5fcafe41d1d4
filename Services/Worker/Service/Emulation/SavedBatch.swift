/// The one batch that an emulated device keeps after a preemption: the engine's `B_old` and `l_old`.
///
/// Samples are told by their identity. Beside the place it keeps what the host has found out already, so that nothing is
/// computed twice.
struct SavedBatch {
    struct Sample {
        let owner: StagedSample
        /// The values, if the host had them when the run was stopped.
        let step: StageStep?
        /// The modeled energy that went into it in this stage.
        let joules: Double
    }

    let stage: Int
    /// The layer that all stand before, in the network's count.
    let layer: Int
    let samples: [Sample]

    /// Whether somebody still waits for one of them.
    var isAwaited: Bool { samples.contains { $0.owner.content(before: stage) != nil } }

    func sample(of owner: StagedSample) -> Sample? { samples.first { $0.owner === owner } }

    /// What is left when those have gone on; `nil` if that is nobody.
    func without(_ owners: [StagedSample]) -> SavedBatch? {
        let left = samples.filter { sample in !owners.contains { $0 === sample.owner } }
        return left.isEmpty ? nil : SavedBatch(stage: stage, layer: layer, samples: left)
    }
}
