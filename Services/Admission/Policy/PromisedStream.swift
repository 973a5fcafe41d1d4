import Domain

/// A stream in the ledger.
struct PromisedStream: Sendable {
    let request: StreamRequest
    var promise: StreamPromise
    let shape: StreamShape
    /// What it claims of its member, 0…1, were it alone.
    let utilization: Double
    /// When its last frame will have been due, if that is known; nanoseconds.
    let end: Int64?

    var model: ModelID { request.model }

    func resident(_ id: StreamID) -> Resident { Resident(stream: id, utilization: utilization) }
}
