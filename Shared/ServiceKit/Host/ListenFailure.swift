import Glibc
import HTTP2
import NIOCore

/// A port that could not be had.
struct ListenFailure: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    var description: String { "cannot listen on \(host):\(port): \(reason)" }

    /// The error in words for the person who started the process.
    static func reason(of error: any Error) -> String {
        switch error {
        case TLSFailure.configuration(let file): "the certificate, key or authorities cannot be used: \(file)"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }
}
