/// The files and rules of one side of TLS; all files are PEM.
package struct TLSConfiguration: Sendable, Equatable {
    /// What is asked of the peer's certificate.
    package enum Verification: Sendable {
        /// It is not looked at.
        case none
        /// If there is one it must be trusted. Clients treat this as `required`, since servers always have one.
        case optional
        /// It must be there and be trusted.
        case required
    }

    /// Our certificate and those between it and a root, in this order; servers must have it.
    package var certificateFile: String?
    package var keyFile: String?
    /// The authorities that we trust; `nil` for those of the system.
    package var trustFile: String?
    package var verification: Verification
    /// The protocols that we speak, best first.
    package var applicationProtocols: [String]

    package init(
        certificateFile: String? = nil,
        keyFile: String? = nil,
        trustFile: String? = nil,
        verification: Verification,
        applicationProtocols: [String] = ["h2", "http/1.1"]
    ) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.trustFile = trustFile
        self.verification = verification
        self.applicationProtocols = applicationProtocols
    }
}
