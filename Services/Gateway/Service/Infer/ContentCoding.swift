import NIOCore

/// Undoes the coding of a request's body.
enum ContentCoding {
    static func decode(_ body: ByteBuffer, encoding: String, limit: Int) throws(APIProblem) -> ByteBuffer {
        throw APIProblem(
            415,
            "unsupported_encoding",
            "content-encoding '\(encoding)' is not supported; send the body as it is",
            field: "content-encoding"
        )
    }
}
