/// Leads from libnghttp2's callbacks to the session that they belong to.
final class HTTP2SessionLink {
    unowned(unsafe) var session: HTTP2Session?

    static func session(_ user: UnsafeMutableRawPointer?) -> HTTP2Session? {
        guard let user else { return nil }
        return Unmanaged<HTTP2SessionLink>.fromOpaque(user).takeUnretainedValue().session
    }
}
