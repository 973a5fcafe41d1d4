/// The bounds whose hits are counted, by what was bounded.
package enum TransportLimit: String, Sendable, CaseIterable {
    case headerList = "header_list"
    case body
    case streams
    /// Resets that the peer sent.
    case peerResets = "peer_resets"
    /// Resets that the peer made us send.
    case provokedResets = "provoked_resets"
    /// Frames that only make work: acknowledgments, continuations, settings entries.
    case flood
    /// Bytes that wait for a peer that reads too slowly.
    case outgoing
    case connections
    /// The first bytes, or the TLS handshake, came too slowly.
    case handshake
    /// A header block came too slowly.
    case headers
    /// A body came too slowly.
    case bodyRate = "body_rate"
    case idle
    /// Nothing could be sent for too long.
    case stall
    /// Requests that wait for a connection.
    case queue
}
