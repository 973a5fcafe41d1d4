import COpenSSL
import NIOCore

/// One TLS connection without its socket: cipher text in and out on one side, plain text on the other.
final class TLSSession {
    private let context: TLSContext
    private let handle: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private(set) var isEstablished = false
    /// Whether the peer has said that it sends no more.
    private(set) var peerHasEnded = false

    init(server context: TLSContext) throws(TLSFailure) {
        (handle, input, output) = try Self.make(context)
        self.context = context
        SSL_set_accept_state(handle)
    }

    /// The server must prove that it is `host`, a name or an address.
    init(client context: TLSContext, host: String) throws(TLSFailure) {
        (handle, input, output) = try Self.make(context)
        self.context = context
        SSL_set_connect_state(handle)
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host) != 1 {
            ERR_clear_error()
            guard SSL_set1_host(handle, host) == 1, rubato_set_server_name(handle, host) == 1 else {
                throw .configuration(TLSFailure.reason(host))
            }
        }
    }

    deinit { SSL_free(handle) }

    /// The protocol that both sides named, empty if the peer named none.
    var applicationProtocol: String {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(handle, &name, &count)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
    }

    /// Takes cipher text; ``read()`` gives what it held.
    func receive(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { raw in
            _ = BIO_write(input, raw.baseAddress, Int32(raw.count))
        }
    }

    /// Goes on with the handshake as far as what has come allows.
    func handshake() throws(TLSFailure) {
        guard !isEstablished else { return }
        ERR_clear_error()
        let code = SSL_do_handshake(handle)
        if code == 1 {
            isEstablished = true
        } else if !isWaiting(SSL_get_error(handle, code)) {
            throw .handshake(handshakeReason)
        }
    }

    /// All plain text that can be had now, or `nil`.
    func read() throws(TLSFailure) -> ByteBuffer? {
        var text = ByteBuffer()
        while true {
            var count = 0
            var code: Int32 = 0
            ERR_clear_error()
            text.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.recordSize) { room in
                code = SSL_read_ex(handle, room.baseAddress, room.count, &count)
                return count
            }
            guard code != 1 else { continue }
            let error = SSL_get_error(handle, 0)
            if error == SSL_ERROR_ZERO_RETURN { peerHasEnded = true }
            guard isWaiting(error) || peerHasEnded else { throw .broken(TLSFailure.reason("reading")) }
            return text.readableBytes > 0 ? text : nil
        }
    }

    /// Encrypts; only once established.
    func write(_ text: ByteBuffer) throws(TLSFailure) {
        guard text.readableBytes > 0 else { return }
        ERR_clear_error()
        var count = 0
        let code = text.withUnsafeReadableBytes { SSL_write_ex(handle, $0.baseAddress, $0.count, &count) }
        // A memory BIO takes everything at once.
        guard code == 1 else { throw .broken(TLSFailure.reason("writing")) }
    }

    /// The cipher text that must go to the peer, or `nil`.
    func takeOutput() -> ByteBuffer? {
        let waiting = Int(rubato_bio_pending(output))
        guard waiting > 0 else { return nil }
        var bytes = ByteBufferAllocator().buffer(capacity: waiting)
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: waiting) { room in
            max(0, Int(BIO_read(output, room.baseAddress, Int32(waiting))))
        }
        return bytes
    }

    /// Tells the peer that we send no more.
    func end() {
        if isEstablished { SSL_shutdown(handle) }
        ERR_clear_error()
    }

    /// The most plain text that one record holds.
    private static let recordSize = 16 << 10

    private typealias Handles = (OpaquePointer, OpaquePointer, OpaquePointer)

    private static func make(_ context: TLSContext) throws(TLSFailure) -> Handles {
        guard let handle = SSL_new(context.handle), let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem())
        else { throw .configuration(TLSFailure.reason("connection")) }
        rubato_bio_retry_when_empty(input)
        rubato_bio_retry_when_empty(output)
        // From here on the connection owns both ends.
        SSL_set_bio(handle, input, output)
        return (handle, input, output)
    }

    private func isWaiting(_ error: Int32) -> Bool { error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE }

    private var handshakeReason: String {
        let verdict = SSL_get_verify_result(handle)
        guard verdict != X509_V_OK, let text = X509_verify_cert_error_string(verdict) else {
            return TLSFailure.reason("handshake")
        }
        return TLSFailure.reason("handshake (\(String(cString: text)))")
    }
}
