import Domain

/// The bounds of networks to their ends, by job and batch.
struct NetworkBounds: Sendable {
    private let profiles: [ModelID: ExecutionProfile]

    init(_ profiles: [ModelID: ExecutionProfile]) {
        self.profiles = profiles
    }

    /// The largest batch of the model.
    func capacity(_ model: ModelID) -> Int { profiles[model]?.capacity ?? 1 }

    /// Of so many jobs like that one.
    func bound(_ job: CloudJob, batchSize: Int) -> Duration {
        guard let profile = profiles[job.model] else { return .zero }
        return profile.wcet(stages: job.firstStage...(profile.stageCount - 1), batchSize: batchSize)
    }

    /// Of a batch of matching jobs; zero of none.
    func bound(_ batch: [CloudJob]) -> Duration {
        batch.first.map { bound($0, batchSize: batch.count) } ?? .zero
    }
}
