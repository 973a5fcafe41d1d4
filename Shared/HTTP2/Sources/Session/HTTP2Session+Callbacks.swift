import CNGHTTP2

extension HTTP2Session {
    static func makeHandle(
        _ role: Role,
        _ limits: HTTP2Limits,
        user: UnsafeMutableRawPointer
    ) throws(HTTP2Failure) -> OpaquePointer {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        nghttp2_option_new(&options)
        defer {
            nghttp2_session_callbacks_del(callbacks)
            nghttp2_option_del(options)
        }
        setReceivingCallbacks(callbacks)
        setOutcomeCallbacks(callbacks)
        setOptions(options, limits)
        var handle: OpaquePointer?
        let code =
            role == .server
            ? nghttp2_session_server_new2(&handle, callbacks, user, options)
            : nghttp2_session_client_new2(&handle, callbacks, user, options)
        guard let handle else { throw HTTP2Failure(code: code) }
        return handle
    }

    private static func setOptions(_ options: OpaquePointer?, _ limits: HTTP2Limits) {
        nghttp2_option_set_no_auto_window_update(options, 1)
        nghttp2_option_set_stream_reset_rate_limit(options, limits.peerResets.burst, limits.peerResets.perSecond)
        nghttp2_option_set_max_outbound_ack(options, limits.outgoingAcknowledgments)
        nghttp2_option_set_max_settings(options, limits.settingsEntries)
        nghttp2_option_set_max_continuations(options, limits.continuations)
    }

    private static func setReceivingCallbacks(_ callbacks: OpaquePointer?) {
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
            guard let frame, let session = HTTP2SessionLink.session(user) else { return 0 }
            session.beginHeaders(frame.pointee)
            return 0
        }
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _,
            frame,
            name,
            nameLength,
            value,
            length,
            _,
            user in
            guard let frame, let session = HTTP2SessionLink.session(user) else { return 0 }
            return session.addField(
                to: frame.pointee.hd.stream_id,
                UnsafeBufferPointer(start: name, count: nameLength),
                UnsafeBufferPointer(start: value, count: length)
            )
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, stream, bytes, count, user in
            HTTP2SessionLink.session(user)?.addData(to: stream, UnsafeRawBufferPointer(start: bytes, count: count))
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let frame, let session = HTTP2SessionLink.session(user) else { return 0 }
            session.endFrame(frame.pointee)
            return 0
        }
    }

    private static func setOutcomeCallbacks(_ callbacks: OpaquePointer?) {
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, stream, code, user in
            HTTP2SessionLink.session(user)?.closeStream(stream, code: code)
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, user in
            guard let frame, let session = HTTP2SessionLink.session(user) else { return 0 }
            session.noteSent(frame.pointee.hd)
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks) { _, frame, _, user in
            guard let frame, let session = HTTP2SessionLink.session(user) else { return 0 }
            session.noteNotSent(frame.pointee)
            return 0
        }
        nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks) { _, _, code, user in
            if code == NGHTTP2.refusedStream { HTTP2SessionLink.session(user)?.announce(.limit(.streams)) }
            return 0
        }
    }
}
