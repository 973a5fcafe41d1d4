import CNGHTTP2
package import NIOCore
package import Transport

extension HTTP2Session {
    /// Sends a whole response.
    package func respond(_ id: Int32, _ head: ResponseHead, body: ByteBuffer) {
        guard let stream = streams[id], !stream.hasStarted else { return }
        guard body.readableBytes == 0 || queue(body, on: stream) else { return }
        stream.localHasEnded = true
        submit(head, on: stream, hasBody: body.readableBytes > 0)
    }

    /// Sends the head of a response whose body follows.
    package func start(_ id: Int32, _ head: ResponseHead) {
        guard let stream = streams[id], !stream.hasStarted else { return }
        submit(head, on: stream, hasBody: true)
    }

    /// Appends to a body.
    ///
    /// - Returns: `false` if the stream is gone, or is reset now because more would wait than the limits allow.
    package func write(_ id: Int32, _ chunk: ByteBuffer) -> Bool {
        guard let stream = streams[id], !stream.localHasEnded else { return false }
        guard chunk.readableBytes > 0 else { return true }
        guard queue(chunk, on: stream) else { return false }
        resume(stream)
        return true
    }

    /// Ends a body.
    package func finish(_ id: Int32, trailers: HeaderList = [:]) {
        guard let stream = streams[id], !stream.localHasEnded else { return }
        stream.localHasEnded = true
        stream.trailers = trailers.fields.isEmpty ? nil : trailers
        resume(stream)
    }

    /// Gives a stream up; what it still has to send is dropped.
    package func reset(_ id: Int32, code: UInt32) {
        guard let stream = streams[id] else { return }
        stream.isResetByUs = true
        nghttp2_submit_rst_stream(handle, NGHTTP2.noFlags, id, code)
    }

    private func queue(_ chunk: ByteBuffer, on stream: HTTP2Stream) -> Bool {
        let count = chunk.readableBytes
        guard stream.outgoingBytes + count <= limits.outgoingStreamBytes,
            outgoingBytes + count <= limits.outgoingConnectionBytes
        else {
            announce(.limit(.outgoing))
            reset(stream.id, code: ErrorCode.enhanceYourCalm)
            return false
        }
        stream.append(chunk)
        outgoingBytes += count
        return true
    }

    private func resume(_ stream: HTTP2Stream) {
        guard stream.isDeferred else { return }
        stream.isDeferred = false
        nghttp2_session_resume_data(handle, stream.id)
    }

    private func submit(_ head: ResponseHead, on stream: HTTP2Stream, hasBody: Bool) {
        stream.hasStarted = true
        HeaderArena.with([(":status", String(head.status))], head.headers) { entries, count in
            guard hasBody else {
                _ = nghttp2_submit_response(handle, stream.id, entries, count, nil)
                return
            }
            var provider = Self.provider(for: stream)
            _ = nghttp2_submit_response(handle, stream.id, entries, count, &provider)
        }
    }

    static func provider(for stream: HTTP2Stream) -> nghttp2_data_provider {
        var provider = nghttp2_data_provider()
        // The session keeps the stream until libnghttp2 has closed it, and after that the library does not read.
        provider.source.ptr = Unmanaged.passUnretained(stream).toOpaque()
        provider.read_callback = { _, _, target, capacity, flags, source, user in
            guard let target, let flags, let pointer = source?.pointee.ptr,
                let session = HTTP2SessionLink.session(user)
            else { return NGHTTP2.deferred }
            let stream = Unmanaged<HTTP2Stream>.fromOpaque(pointer).takeUnretainedValue()
            let buffer = UnsafeMutableRawBufferPointer(start: target, count: capacity)
            return session.read(from: stream, into: buffer, &flags.pointee)
        }
        return provider
    }

    private func read(
        from stream: HTTP2Stream,
        into target: UnsafeMutableRawBufferPointer,
        _ flags: inout UInt32
    ) -> Int {
        let count = stream.fill(target)
        outgoingBytes -= count
        sentBodyBytes += count
        guard stream.outgoing.isEmpty else { return count }
        if stream.localHasEnded {
            flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
            submitTrailers(of: stream, &flags)
        } else if count == 0 {
            stream.isDeferred = true
            return NGHTTP2.deferred
        }
        return count
    }

    private func submitTrailers(of stream: HTTP2Stream, _ flags: inout UInt32) {
        guard let trailers = stream.trailers else { return }
        flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
        HeaderArena.with([], trailers) { entries, count in
            _ = nghttp2_submit_trailer(handle, stream.id, entries, count)
        }
    }
}
