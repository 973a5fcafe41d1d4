import Domain
import Kernel

/// A stream that has been told to go to another member, and who waits for its room.
struct StreamMove: Sendable {
    /// What its last frames may still claim of the member that it leaves.
    let shape: StreamShape
    let model: ModelID
    let worker: WorkerID
    /// When the last of them is over.
    let until: Instant
    let newcomer: StreamID
    let request: StreamRequest
}
