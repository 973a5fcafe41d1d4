/// A model or variant as a page of a worker's memory: it is there, or its files are.
package struct ModelPage: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        /// Warm: jobs are run.
        case resident
        /// On its way in, piece by piece; jobs are not taken yet.
        case loading
        /// Known, measured, and not in memory.
        case stored
    }

    package let model: ModelID
    /// Of weights, arena and activations, once it is warm.
    package let byteCount: Int
    /// The bound on each piece of loading it, in the order in which they are run.
    package let pieces: [Duration]
    package var state: State

    package init(model: ModelID, byteCount: Int, pieces: [Duration], state: State) {
        precondition(!pieces.isEmpty, "loading takes a piece at least")
        self.model = model
        self.byteCount = byteCount
        self.pieces = pieces
        self.state = state
    }

    /// What loading takes on a worker that does nothing else.
    package var loadTime: Duration { pieces.reduce(.zero, +) }

    /// Loading as lanes see it: a model whose stages are the pieces.
    ///
    /// A load is a best-effort job of it, so that the slack account
    /// pays for every piece.
    package var load: ServedModel {
        let exit = ServedModel.Exit(name: "", accuracy: 0, meanConfidence: 0, mflop: 0)
        return ServedModel(
            id: model.load,
            inputName: "",
            inputShape: [],
            classes: [],
            exits: pieces.map { _ in exit },
            mandatoryExit: pieces.count - 1,
            defaultThreshold: 2,
            defaultDeadline: .zero,
            profile: ExecutionProfile(
                model: model.load,
                bounds: pieces.map { [$0] },
                provenance: .init(device: "", precision: "", quantile: 1, margin: 1, samples: 1)
            )
        )
    }
}

extension ModelID {
    /// The name under which lanes know the loading of this model; no model's files can have it.
    package var load: ModelID { ModelID(name: "\(Self.loadMark)\(name)", version: version) }

    package var isLoad: Bool { name.hasPrefix(Self.loadMark) }

    private static var loadMark: String { "load/" }
}
