/// What a session accepts from its peer and keeps for it; the numbers of one connection.
package struct HTTP2Limits: Sendable {
    /// Streams that the peer may have open at once; more are refused with REFUSED_STREAM.
    package var concurrentStreams: UInt32
    /// Flow-control window of one stream, in bytes.
    package var streamWindowBytes: UInt32
    /// Flow-control window of the connection, in bytes.
    package var connectionWindowBytes: Int32
    /// Names, values and 32 bytes per field of one header block (RFC 9113, 6.5.2); more is answered with status 431.
    package var headerListBytes: Int
    /// One message body, in bytes.
    package var bodyBytes: Int
    /// Bytes of one stream that wait to be sent.
    package var outgoingStreamBytes: Int
    /// Bytes of all streams that wait to be sent.
    package var outgoingConnectionBytes: Int
    /// Frames that wait to be sent because the peer does not read.
    package var outgoingFrames: Int
    /// Streams that the peer may reset: at once, and per second from then on (CVE-2023-44487).
    package var peerResets: ResetRate
    /// Streams that the peer may make us reset by breaking the protocol (CVE-2025-8671).
    package var provokedResets: ResetRate
    /// Answers to PING and SETTINGS that wait to be sent.
    package var outgoingAcknowledgments: Int
    /// Entries of one SETTINGS frame.
    package var settingsEntries: Int
    /// CONTINUATION frames of one header block (CVE-2024-28182).
    package var continuations: Int

    /// For strangers: little memory and little patience.
    package static let edge = HTTP2Limits(
        concurrentStreams: 128,
        streamWindowBytes: 256 << 10,
        connectionWindowBytes: 1 << 20,
        headerListBytes: 16 << 10,
        bodyBytes: 16 << 20,
        outgoingStreamBytes: 4 << 20,
        outgoingConnectionBytes: 16 << 20,
        outgoingFrames: 8_192,
        peerResets: ResetRate(burst: 1_000, perSecond: 100),
        provokedResets: ResetRate(burst: 200, perSecond: 20),
        outgoingAcknowledgments: 1_000,
        settingsEntries: 32,
        continuations: 8
    )

    /// For services of one cluster: they cancel often, and their bodies are tensors.
    package static let mesh = HTTP2Limits(
        concurrentStreams: 1_024,
        streamWindowBytes: 1 << 20,
        connectionWindowBytes: 16 << 20,
        headerListBytes: 64 << 10,
        bodyBytes: 64 << 20,
        outgoingStreamBytes: 16 << 20,
        outgoingConnectionBytes: 64 << 20,
        outgoingFrames: 65_536,
        peerResets: ResetRate(burst: 100_000, perSecond: 20_000),
        provokedResets: ResetRate(burst: 10_000, perSecond: 1_000),
        outgoingAcknowledgments: 1_000,
        settingsEntries: 32,
        continuations: 8
    )
}
