package import Domain
package import Inference

/// A model that is ready to be run here: what the cluster is told of it, and what its tensors look like.
package struct LoadedModel: Sendable {
    package let served: ServedModel
    package let input: ModelInput
    /// What an emulated device draws at most while it runs one sample of it; `nil` of a device that is none.
    package let watts: Double?
    /// How many numbers specialized heads read at each of the first exits; empty where they can read none.
    package let featureCounts: [Int]
    /// As a page, where memory is bounded.
    package var page: ModelPage?

    package init(served: ServedModel, input: ModelInput, featureCounts: [Int] = []) {
        self.served = served
        self.input = input
        self.featureCounts = featureCounts
        watts = nil
    }

    init(
        _ staged: StagedModel,
        heads: [HeadSet],
        profile: ExecutionProfile,
        watts: Double?,
        featureCounts: [Int] = []
    ) {
        let manifest = staged.manifest
        input = manifest.input
        self.featureCounts = featureCounts
        self.watts = watts
        served = ServedModel(
            id: profile.model,
            inputName: manifest.input.name,
            inputShape: manifest.input.shape,
            classes: manifest.classes,
            // What an emulated device would take to hand something on is not modeled, so it does not.
            exits: zip(manifest.exits, staged.stages).map {
                ServedModel.Exit($0, carriedBytes: watts == nil ? CarriedCode($1.carried).byteCount : 0)
            },
            tasks: heads.map(ServedModel.Task.init),
            mandatoryExit: manifest.mandatoryExit,
            defaultThreshold: Float(manifest.defaultThreshold),
            defaultDeadline: .nanoseconds(Int64(manifest.defaultDeadlineMilliseconds * 1e6)),
            profile: profile
        )
    }
}

extension ServedModel.Task {
    /// What was not measured counts as zero.
    init(_ heads: HeadSet) {
        self.init(name: heads.task, classes: heads.classes, accuracy: heads.exits.map { $0.figures.accuracy ?? 0 })
    }
}

extension ServedModel.Exit {
    /// What was not measured counts as zero.
    init(_ exit: ModelExit, carriedBytes: Int) {
        self.init(
            name: exit.name,
            accuracy: exit.accuracy ?? 0,
            meanConfidence: exit.meanConfidence ?? 0,
            mflop: exit.mflop ?? 0,
            carriedBytes: carriedBytes
        )
    }
}
