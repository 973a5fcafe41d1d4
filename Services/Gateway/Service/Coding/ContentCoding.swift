import NIOCore

/// Undoes the coding of a request's body.
enum ContentCoding {
    /// Gives the plain body, at most `limit` bytes of it.
    static func decode(_ body: ByteBuffer, encoding: String, limit: Int) throws(APIProblem) -> ByteBuffer {
        let bytes = Array(body.readableBytesView)
        do {
            switch encoding.lowercased() {
            case "gzip", "x-gzip": return ByteBuffer(bytes: try GZIPCoding.decode(bytes, limit: limit))
            case "deflate": return ByteBuffer(bytes: try ZLIBCoding.decode(bytes, limit: limit))
            default:
                let message = "content-encoding '\(encoding)' is none of gzip, deflate, identity"
                throw APIProblem(415, "unsupported_encoding", message, field: "content-encoding")
            }
        } catch let failure as InflateFailure {
            throw problem(failure, limit: limit)
        } catch let problem as APIProblem {
            throw problem
        } catch {
            throw problem(.corrupt, limit: limit)
        }
    }

    private static func problem(_ failure: InflateFailure, limit: Int) -> APIProblem {
        switch failure {
        case .tooLarge: APIProblem(413, "too_large", "the body is larger than \(limit) bytes when it is unpacked")
        case .corrupt, .truncated:
            .invalid("content-encoding", "malformed_encoding", "the body is not what this header says")
        }
    }
}
