import CNGHTTP2

/// Why a session can not go on; its connection must be closed after a last drain.
package struct HTTP2Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// As libnghttp2 numbers its errors.
    package let code: Int32

    package var description: String { String(cString: nghttp2_strerror(code)) }
}
