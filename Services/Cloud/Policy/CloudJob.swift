package import Domain
package import Kernel

/// A job in the cloud tier's queue.
package struct CloudJob: Hashable, Sendable, Identifiable {
    package let id: JobID
    package let model: ModelID
    /// When the answer must leave, so that the way back over the WAN still fits.
    package let deadline: Instant
    /// More than 0 of a job that another member has begun; only its equals share a batch with it.
    package let firstStage: Int

    package init(id: JobID, model: ModelID, deadline: Instant, firstStage: Int = 0) {
        self.id = id
        self.model = model
        self.deadline = deadline
        self.firstStage = firstStage
    }

    func matches(_ other: CloudJob) -> Bool { model == other.model && firstStage == other.firstStage }
}
