import Domain
import WorkerService

/// An open job at the cloud tier and what it has cost so far.
// Safe because it is confined to the event loop of its exchange.
final class CloudRecord: @unchecked Sendable {
    let base: JobRecord
    /// In US dollars.
    var cost = 0.0

    init(_ base: JobRecord) {
        self.base = base
    }

    var id: JobID { base.job.id }
}
