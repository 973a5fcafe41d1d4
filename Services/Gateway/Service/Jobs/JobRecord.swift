import Domain
import GatewayPolicy
import Kernel

/// What happened to one job, for whoever asks why.
struct JobRecord {
    enum Step: Hashable {
        case asked(avoiding: WorkerID?)
        case askedHedge
        case sent(Leg)
        case failed(LegFailure)
        case answered(exit: Int, confidence: Float, batchSize: Int)
        case rejected(reason: String)
        case abandoned
    }

    let job: JobID
    let model: ModelID
    let arrival: Instant
    let budget: Duration
    /// In order, each with the time since the arrival.
    private(set) var steps: [(at: Duration, step: Step)] = []

    init(job: JobID, model: ModelID, arrival: Instant, budget: Duration) {
        self.job = job
        self.model = model
        self.arrival = arrival
        self.budget = budget
        steps.reserveCapacity(3)
    }

    mutating func note(_ step: Step, at now: Instant) {
        steps.append((now - arrival, step))
    }
}
