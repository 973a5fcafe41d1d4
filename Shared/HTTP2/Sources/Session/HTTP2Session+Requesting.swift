import CNGHTTP2
package import NIOCore
package import Transport

extension HTTP2Session {
    /// Opens a stream with a request.
    ///
    /// With a `nil` body the caller writes and finishes it.
    ///
    /// - Returns: The stream's number, or `nil` if this connection takes no more.
    package func request(_ head: RequestHead, scheme: String, body: ByteBuffer?) -> Int32? {
        guard role == .client, nghttp2_session_check_request_allowed(handle) != 0 else { return nil }
        let stream = HTTP2Stream(id: 0)
        if let body {
            if body.readableBytes > 0 { stream.append(body) }
            stream.localHasEnded = true
        }
        guard outgoingBytes + stream.outgoingBytes <= limits.outgoingConnectionBytes else { return nil }
        let id = submit(head, scheme: scheme, hasBody: body?.readableBytes != 0, on: stream)
        guard id > 0 else { return nil }
        stream.id = id
        streams[id] = stream
        outgoingBytes += stream.outgoingBytes
        return id
    }

    private func submit(_ head: RequestHead, scheme: String, hasBody: Bool, on stream: HTTP2Stream) -> Int32 {
        let pseudo: [(StaticString, String)] = [
            (":method", head.method), (":scheme", scheme), (":authority", head.authority), (":path", head.target),
        ]
        return HeaderArena.with(pseudo, head.headers) { entries, count in
            guard hasBody else {
                return nghttp2_submit_request(handle, nil, entries, count, nil, nil)
            }
            var provider = Self.provider(for: stream)
            return nghttp2_submit_request(handle, nil, entries, count, &provider, nil)
        }
    }
}
