/// Fired into the pipeline when both sides have agreed.
struct TLSHandshakeDone: Sendable {
    /// Empty if the peer named none.
    let applicationProtocol: String
}
