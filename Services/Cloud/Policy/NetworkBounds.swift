import Domain

/// The bounds of whole networks, by model and batch.
struct NetworkBounds: Sendable {
    private let profiles: [ModelID: ExecutionProfile]

    init(_ profiles: [ModelID: ExecutionProfile]) {
        self.profiles = profiles
    }

    /// The largest batch of the model.
    func capacity(_ model: ModelID) -> Int { profiles[model]?.capacity ?? 1 }

    func bound(_ model: ModelID, batchSize: Int) -> Duration {
        guard let profile = profiles[model] else { return .zero }
        return profile.wcet(stages: 0...(profile.stageCount - 1), batchSize: batchSize)
    }

    /// Of a batch of jobs of one model; zero of none.
    func bound(_ batch: [CloudJob]) -> Duration {
        batch.first.map { bound($0.model, batchSize: batch.count) } ?? .zero
    }
}
