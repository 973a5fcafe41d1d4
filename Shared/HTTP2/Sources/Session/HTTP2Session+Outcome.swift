import CNGHTTP2
import Transport

extension HTTP2Session {
    func closeStream(_ id: Int32, code: UInt32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        outgoingBytes -= stream.outgoingBytes
        let isComplete = stream.isSent && (role == .server || stream.remoteHasEnded)
        announce(.closed(stream: id, code: code, isComplete: isComplete))
    }

    func noteSent(_ header: nghttp2_frame_hd) {
        if header.type == NGHTTP2.resetStream { return noteReset(of: header.stream_id) }
        let isMessage = header.type == NGHTTP2.headers || header.type == NGHTTP2.data
        guard isMessage, header.flags & NGHTTP2.endStream != 0, let stream = streams[header.stream_id] else { return }
        stream.isSent = true
        if role == .server, !stream.remoteHasEnded, !stream.isNearlyReceived {
            // RFC 9113, 8.1: the response is whole, so the rest of the request is not wanted. Clients that are still
            // sending may take the reset for a failure (curl before 8 does), so a short rest is let come.
            reset(stream.id, code: ErrorCode.noError)
        }
    }

    /// Ends the streams whose response has left but whose request did not end between this call and the one before.
    package func resetOverdueStreams() {
        for stream in streams.values where stream.isSent && !stream.remoteHasEnded {
            if stream.isOverdue { reset(stream.id, code: ErrorCode.noError) }
            stream.isOverdue = true
        }
    }

    /// A request that the library did not send after all, canceled or too late for the peer.
    func noteNotSent(_ frame: nghttp2_frame) {
        guard frame.hd.type == NGHTTP2.headers, frame.headers.cat == NGHTTP2_HCAT_REQUEST else { return }
        closeStream(frame.hd.stream_id, code: ErrorCode.refusedStream)
    }

    private func noteReset(of id: Int32) {
        let isOwnWill = streams[id]?.isResetByUs ?? false
        guard role == .server, !isOwnWill, !provoked.spend() else { return }
        announce(.limit(.provokedResets))
        terminate(code: ErrorCode.enhanceYourCalm)
    }
}
