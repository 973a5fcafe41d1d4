import Domain
import Kernel

/// A promised job in the ledger.
struct JobClaim: Sendable {
    let worker: WorkerID
    let model: ModelID
    let place: Ranked
}
