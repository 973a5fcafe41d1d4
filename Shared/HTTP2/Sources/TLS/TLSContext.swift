import COpenSSL

/// Keys, certificates and rules, shared by the connections that are opened with them.
// Safe because OpenSSL locks a context, and nothing changes it after init.
final class TLSContext: @unchecked Sendable {
    let handle: OpaquePointer
    /// The protocols in the form of the wire: each behind its length.
    private let protocols: [UInt8]

    /// - Throws: `.configuration`, naming the file that can not be used.
    init(server configuration: TLSConfiguration) throws(TLSFailure) {
        protocols = Self.wireForm(configuration.applicationProtocols)
        handle = try Self.makeHandle(TLS_server_method())
        guard let certificate = configuration.certificateFile, let key = configuration.keyFile else {
            throw .configuration("a server needs a certificate and its key")
        }
        try useCertificate(certificate, key: key)
        try verifyPeers(configuration, isServer: true)
        try requireSuccess(
            SSL_CTX_set_session_id_context(handle, protocols, UInt32(min(protocols.count, 32))),
            "session"
        )
        let user = Unmanaged.passUnretained(self).toOpaque()
        SSL_CTX_set_alpn_select_cb(handle, Self.selectProtocol, user)
    }

    /// - Throws: `.configuration`, naming the file that can not be used.
    init(client configuration: TLSConfiguration) throws(TLSFailure) {
        protocols = Self.wireForm(configuration.applicationProtocols)
        handle = try Self.makeHandle(TLS_client_method())
        if let certificate = configuration.certificateFile, let key = configuration.keyFile {
            try useCertificate(certificate, key: key)
        }
        try verifyPeers(configuration, isServer: false)
        // This one function says success with zero.
        guard SSL_CTX_set_alpn_protos(handle, protocols, UInt32(protocols.count)) == 0 else {
            throw .configuration(TLSFailure.reason("application protocols"))
        }
    }

    deinit { SSL_CTX_free(handle) }

    private static func makeHandle(_ method: OpaquePointer?) throws(TLSFailure) -> OpaquePointer {
        guard let handle = SSL_CTX_new(method) else { throw .configuration(TLSFailure.reason("context")) }
        guard rubato_ctx_require_tls12(handle) == 1 else { throw .configuration(TLSFailure.reason("TLS 1.2")) }
        rubato_ctx_save_memory(handle)
        return handle
    }

    private static func wireForm(_ protocols: [String]) -> [UInt8] {
        protocols.flatMap { name in [UInt8(clamping: name.utf8.count)] + Array(name.utf8.prefix(255)) }
    }

    private func useCertificate(_ certificate: String, key: String) throws(TLSFailure) {
        try requireSuccess(SSL_CTX_use_certificate_chain_file(handle, certificate), certificate)
        try requireSuccess(SSL_CTX_use_PrivateKey_file(handle, key, SSL_FILETYPE_PEM), key)
        try requireSuccess(SSL_CTX_check_private_key(handle), "\(key) and \(certificate)")
    }

    private func verifyPeers(_ configuration: TLSConfiguration, isServer: Bool) throws(TLSFailure) {
        guard configuration.verification != .none else { return SSL_CTX_set_verify(handle, SSL_VERIFY_NONE, nil) }
        if let file = configuration.trustFile {
            try requireSuccess(SSL_CTX_load_verify_locations(handle, file, nil), file)
            if isServer { SSL_CTX_set_client_CA_list(handle, SSL_load_client_CA_file(file)) }
        } else {
            try requireSuccess(SSL_CTX_set_default_verify_paths(handle), "the system's authorities")
        }
        let isRequired = configuration.verification == .required
        let mode = isRequired ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_PEER
        SSL_CTX_set_verify(handle, mode, nil)
    }

    private func requireSuccess(_ code: Int32, _ what: String) throws(TLSFailure) {
        if code != 1 { throw .configuration(TLSFailure.reason(what)) }
    }

    /// Chooses the first of our protocols that the client names too; without one the handshake fails.
    private static let selectProtocol: SSL_CTX_alpn_select_cb_func = {
        _,
        chosen,
        chosenLength,
        offer,
        offerLength,
        user in
        guard let user, let offer, let chosen, let chosenLength else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        let context = Unmanaged<TLSContext>.fromOpaque(user).takeUnretainedValue()
        let offered = Array(UnsafeBufferPointer(start: offer, count: Int(offerLength)))
        for own in context.entries(of: context.protocols) {
            for theirs in context.entries(of: offered) where context.protocols[own].elementsEqual(offered[theirs]) {
                chosen.pointee = offer + theirs.lowerBound
                chosenLength.pointee = UInt8(theirs.count)
                return SSL_TLSEXT_ERR_OK
            }
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }

    private func entries(of list: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < list.count {
            let range = index + 1..<index + 1 + Int(list[index])
            guard range.upperBound <= list.count else { break }
            found.append(range)
            index = range.upperBound
        }
        return found
    }
}
