package import Domain
package import Kernel

/// A job in the cloud tier's queue.
package struct CloudJob: Hashable, Sendable, Identifiable {
    package let id: JobID
    package let model: ModelID
    /// When the answer must leave, so that the way back over the WAN still fits.
    package let deadline: Instant

    package init(id: JobID, model: ModelID, deadline: Instant) {
        self.id = id
        self.model = model
        self.deadline = deadline
    }
}
