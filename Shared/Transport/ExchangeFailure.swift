/// Why an exchange ended before its last byte.
package enum ExchangeFailure: Error, Sendable, Equatable {
    /// The peer gave it up: RST_STREAM with this HTTP/2 error code, or a closed HTTP/1.1 connection (code 8, CANCEL).
    case canceled(code: UInt32)
    /// The peer promises that it has not processed the request; sending it again is safe.
    case refused
    /// The connection broke or could not be made; whether the request was processed is unknown.
    case connectionLost(String)
    /// The budget given with the request ran out.
    case deadlineExceeded
    /// A body or message is larger than the receiver allows.
    case tooLarge(limit: Int)
    /// As many exchanges are open, or bytes waiting, as the sender allows itself.
    case overloaded
    /// The bytes do not follow the protocol.
    case malformed(String)

    /// Whether the same request may be sent again without the risk of doing it twice.
    package var retryIsSafe: Bool {
        switch self {
        case .refused, .overloaded: true
        case .canceled, .connectionLost, .deadlineExceeded, .tooLarge, .malformed: false
        }
    }
}
