import HTTP2
import NIOCore
import NIOPosix
import Testing
import Transport

/// The transports that must behave the same.
enum TransportKind: String, CaseIterable, CustomTestStringConvertible {
    case inMemory, http2

    var testDescription: String { rawValue }
}
