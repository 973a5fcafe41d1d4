import CNGHTTP2
package import NIOCore

extension HTTP2Session {
    /// Appends what is ready to be sent, until nothing is or the output holds this many bytes.
    package func drain(into output: inout ByteBuffer, upTo highWater: Int = 256 << 10) throws(HTTP2Failure) {
        var bytes: UnsafePointer<UInt8>?
        while output.readableBytes < highWater {
            let count = nghttp2_session_mem_send(handle, &bytes)
            guard count >= 0 else { throw HTTP2Failure(code: Int32(count)) }
            guard count > 0 else { return }
            output.writeBytes(UnsafeRawBufferPointer(start: bytes, count: count))
        }
    }

    /// Asks the peer to open no more streams, and still serves those that are on their way.
    package func announceShutdown() {
        nghttp2_submit_shutdown_notice(handle)
    }

    /// Serves the streams that have come, and no others; the session is finished when they are.
    package func goAway(code: UInt32 = 0) {
        let last = nghttp2_session_get_last_proc_stream_id(handle)
        nghttp2_submit_goaway(handle, NGHTTP2.noFlags, last, code, nil, 0)
    }

    /// Ends the connection at once, with the reason for the peer.
    package func terminate(code: UInt32) {
        nghttp2_session_terminate_session(handle, code)
    }

    /// Asks the peer for a sign of life.
    package func ping() {
        nghttp2_submit_ping(handle, NGHTTP2.noFlags, nil)
    }

    /// The numbers of the streams that are open, in ascending order.
    package var streamNumbers: [Int32] { streams.keys.sorted() }
}
