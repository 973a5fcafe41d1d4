import CNGHTTP2
import NIOCore
import Transport

/// One HTTP/2 connection without its socket: bytes in, events out; calls in, bytes out.
///
/// libnghttp2 keeps the protocol's rules; this type adds the bounds that the library leaves to its user. Confined by not
/// being `Sendable`; it reads no clock, starts nothing and never calls its owner back. The owner feeds ``receive(_:)``,
/// performs ``takeEvent()``, then sends what ``drain(into:upTo:)`` gives. After a failure it drains once more and closes.
package final class HTTP2Session {
    package enum Role { case server, client }

    package let role: Role
    package let limits: HTTP2Limits
    let handle: OpaquePointer
    var streams: [Int32: HTTP2Stream] = [:]
    private var events = CircularBuffer<HTTP2Event>(initialCapacity: 16)
    /// The stream whose header block is arriving, which saves a look-up per field.
    var fieldStream: HTTP2Stream?
    /// Body bytes of all streams that wait to be sent.
    package internal(set) var outgoingBytes = 0
    var provoked: ResetBudget
    /// Body bytes that have left, since ever.
    package internal(set) var sentBodyBytes = 0
    /// Header blocks that have come whole, since ever.
    package internal(set) var headerBlocks = 0
    /// Whether a header block has begun whose rest has not come.
    package internal(set) var isInsideHeaders = false
    /// Bytes that were received and thrown away, to be given back to the connection's window.
    var discardedBytes = 0

    /// Starts with our settings as first output.
    package init(role: Role, limits: HTTP2Limits) throws(HTTP2Failure) {
        self.role = role
        self.limits = limits
        provoked = ResetBudget(limits.provokedResets)
        let link = HTTP2SessionLink()
        handle = try Self.makeHandle(role, limits, user: Unmanaged.passUnretained(link).toOpaque())
        self.link = link
        link.session = self
        try submitSettings()
    }

    /// What libnghttp2 hands to its callbacks, made before the session itself may be named.
    private let link: HTTP2SessionLink

    deinit { nghttp2_session_del(handle) }

    /// Removes and returns the next thing that has happened.
    package func takeEvent() -> HTTP2Event? { events.popFirst() }

    /// Appends to what the owner takes.
    ///
    /// Here alone: a file that does not import the buffer's module would get the standard library's `append`, which copies
    /// the whole buffer for every event.
    func announce(_ event: HTTP2Event) { events.append(event) }

    package var openStreams: Int { streams.count }

    /// Whether neither side has anything left to say, so that the connection may be closed.
    package var isFinished: Bool {
        nghttp2_session_want_read(handle) == 0 && nghttp2_session_want_write(handle) == 0
    }

    package var wantsWrite: Bool { nghttp2_session_want_write(handle) != 0 }

    /// Whether a client may open another stream: the peer takes new ones and fewer are open than it allows.
    package var canOpenStream: Bool {
        guard role == .client, nghttp2_session_check_request_allowed(handle) != 0 else { return false }
        return streams.count < Int(peerConcurrentStreams)
    }

    /// Streams that the peer allows at once; 100 until its settings have come.
    package var peerConcurrentStreams: UInt32 {
        nghttp2_session_get_remote_settings(handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
    }

    /// Forgives provoked resets for time that has passed.
    package func refillBudgets(seconds: Double) { provoked.refill(seconds: seconds) }

    private func submitSettings() throws(HTTP2Failure) {
        var entries = [
            NGHTTP2.setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.streamWindowBytes),
            NGHTTP2.setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(limits.headerListBytes)),
            NGHTTP2.setting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ]
        switch role {
        case .server: entries.append(NGHTTP2.setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.concurrentStreams))
        case .client: entries.append(NGHTTP2.setting(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        }
        try check(nghttp2_submit_settings(handle, NGHTTP2.noFlags, entries, entries.count))
        try check(nghttp2_session_set_local_window_size(handle, NGHTTP2.noFlags, 0, limits.connectionWindowBytes))
    }

    func check(_ code: Int32) throws(HTTP2Failure) {
        if code < 0 { throw HTTP2Failure(code: code) }
    }
}
