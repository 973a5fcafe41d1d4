import Domain

/// A stream in the ledger.
struct PromisedStream: Sendable {
    let model: ModelID
    let promise: StreamPromise
    let shape: StreamShape
    /// When its last frame will have been due, if that is known; nanoseconds.
    let end: Int64?
}
