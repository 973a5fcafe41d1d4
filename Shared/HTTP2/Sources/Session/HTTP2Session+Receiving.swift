import CNGHTTP2
package import NIOCore
import Transport

extension HTTP2Session {
    /// Takes bytes from the peer.
    ///
    /// - Throws: When the connection can not go on; drain what explains it to the peer, then close.
    package func receive(_ bytes: ByteBuffer) throws(HTTP2Failure) {
        let code = bytes.withUnsafeReadableBytes { raw in
            nghttp2_session_mem_recv(handle, raw.bindMemory(to: UInt8.self).baseAddress, raw.count)
        }
        if discardedBytes > 0 {
            nghttp2_session_consume_connection(handle, discardedBytes)
            discardedBytes = 0
        }
        guard code >= 0 else {
            let failure = HTTP2Failure(code: Int32(code))
            if failure.isFlood { announce(.limit(.flood)) }
            throw failure
        }
        guard nghttp2_session_get_outbound_queue_size(handle) <= limits.outgoingFrames else {
            announce(.limit(.flood))
            throw HTTP2Failure(code: NGHTTP2.flooded)
        }
    }

    /// Opens the flow-control windows again by what has been taken.
    package func consume(_ count: Int, on stream: Int32) {
        nghttp2_session_consume(handle, stream, count)
    }

    func beginHeaders(_ frame: nghttp2_frame) {
        let id = frame.hd.stream_id
        isInsideHeaders = true
        if role == .server, frame.headers.cat == NGHTTP2_HCAT_REQUEST {
            let stream = HTTP2Stream(id: id)
            streams[id] = stream
            fieldStream = stream
        } else {
            fieldStream = streams[id]
            fieldStream?.block = HeaderBlock()
        }
    }

    func addField(
        to id: Int32,
        _ name: UnsafeBufferPointer<UInt8>,
        _ value: UnsafeBufferPointer<UInt8>
    ) -> Int32 {
        guard let stream = fieldStream, stream.id == id else { return 0 }
        stream.block.add(name, value, limit: limits.headerListBytes)
        // Far above the limit the rest is not even worth decoding: the library then resets the stream.
        return stream.block.listBytes > 4 * limits.headerListBytes ? NGHTTP2.temporalFailure : 0
    }

    func addData(to id: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let stream = streams[id], !stream.isTooLarge else {
            discardedBytes += bytes.count
            return
        }
        stream.receivedBytes += bytes.count
        guard role == .client || !stream.isSent else {
            // The rest of a request that is answered may come, so its window opens too.
            nghttp2_session_consume_stream(handle, id, bytes.count)
            discardedBytes += bytes.count
            return
        }
        if stream.receivedBytes > limits.bodyBytes {
            stream.isTooLarge = true
            discardedBytes += bytes.count
            announce(.limit(.body))
            announce(.bodyTooLarge(stream: id))
        } else {
            announce(.chunk(stream: id, ByteBuffer(bytes: bytes)))
        }
    }

    func endFrame(_ frame: nghttp2_frame) {
        let header = frame.hd
        switch header.type {
        case NGHTTP2.headers, NGHTTP2.data: endMessageFrame(header)
        case NGHTTP2.settings: if header.flags & NGHTTP2.acknowledgment == 0 { announce(.settings) }
        case NGHTTP2.ping: if header.flags & NGHTTP2.acknowledgment != 0 { announce(.pong) }
        case NGHTTP2.goAway: announce(.goAway(code: frame.goaway.error_code))
        default: break
        }
    }

    private func endMessageFrame(_ header: nghttp2_frame_hd) {
        if header.type == NGHTTP2.headers {
            isInsideHeaders = false
            fieldStream = nil
            headerBlocks += 1
        }
        guard let stream = streams[header.stream_id] else { return }
        var trailers = HeaderList()
        if header.type == NGHTTP2.headers {
            guard stream.block.listBytes <= limits.headerListBytes else { return refuseHeaders(of: stream) }
            if !announceHead(of: stream) { trailers = stream.block.fields }
            stream.block = HeaderBlock()
        }
        guard header.flags & NGHTTP2.endStream != 0 else { return }
        stream.remoteHasEnded = true
        if !stream.isTooLarge { announce(.end(stream: stream.id, trailers: trailers)) }
    }

    /// - Returns: Whether the block was a head, final or not; if not, it is trailers.
    private func announceHead(of stream: HTTP2Stream) -> Bool {
        let block = stream.block
        if role == .server {
            guard !stream.hasHead else { return false }
            stream.hasHead = true
            let request = block.request
            stream.announcedBytes = request.contentLength
            announce(.request(stream: stream.id, request))
            return true
        }
        guard let status = block.status else { return false }
        if status >= 200 {
            announce(.response(stream: stream.id, ResponseHead(status: status, headers: block.fields)))
        }
        return true
    }

    private func refuseHeaders(of stream: HTTP2Stream) {
        announce(.limit(.headerList))
        guard role == .server, !stream.hasHead else {
            return reset(stream.id, code: ErrorCode.enhanceYourCalm)
        }
        stream.isTooLarge = true
        stream.block = HeaderBlock()
        respond(stream.id, ResponseHead(status: 431), body: ByteBuffer())
    }
}
