import COpenSSL

/// Why TLS could not be set up, agreed on or continued.
package enum TLSFailure: Error, Sendable, Equatable {
    /// A file or setting is unusable; trying again does not help before it is changed.
    case configuration(String)
    /// The two sides could not agree, or one did not trust the other.
    case handshake(String)
    /// The peer sent what does not follow the protocol.
    case broken(String)

    /// Takes the oldest reason out of OpenSSL's queue and clears the rest.
    static func reason(_ what: String) -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return what }
        return "\(what): \(String(cString: text))"
    }
}
