import Foundation
import HTTP2

/// An authority, a server and a client that it vouches for, and a stranger, in a folder of their own.
struct Certificates {
    let folder: URL

    static func with(_ body: (Certificates) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificates = Certificates(folder: folder)
        for authority in ["ca", "stranger"] { try await certificates.makeAuthority(authority) }
        try await certificates.issue("server", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        try await certificates.issue("client", "subjectAltName=DNS:client.test")
        try await body(certificates)
    }

    subscript(_ name: String) -> String { folder.appendingPathComponent(name).path }

    var server: TLSConfiguration {
        TLSConfiguration(certificateFile: self["server.pem"], keyFile: self["server.key"], verification: .none)
    }

    func server(clients verification: TLSConfiguration.Verification) -> TLSConfiguration {
        var configuration = server
        configuration.trustFile = self["ca.pem"]
        configuration.verification = verification
        return configuration
    }

    func client(trusting authority: String = "ca", as identity: String? = nil) -> TLSConfiguration {
        TLSConfiguration(
            certificateFile: identity.map { self["\($0).pem"] },
            keyFile: identity.map { self["\($0).key"] },
            trustFile: self["\(authority).pem"],
            verification: .required,
            applicationProtocols: ["h2"]
        )
    }

    /// Makes another certificate of the same authority, in place of the one there is.
    func issue(_ name: String, _ extensions: String) async throws {
        let openssl = try Tool("openssl")
        try extensions.write(toFile: self["\(name).ext"], atomically: true, encoding: .utf8)
        try check(
            await openssl.run(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=\(name)",
                "-keyout",
                self["\(name).key"],
                "-out",
                self["\(name).csr"]
            )
        )
        try check(
            await openssl.run(
                "x509",
                "-req",
                "-in",
                self["\(name).csr"],
                "-CA",
                self["ca.pem"],
                "-CAkey",
                self["ca.key"],
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                self["\(name).ext"],
                "-out",
                self["\(name).pem"]
            )
        )
    }

    private func makeAuthority(_ name: String) async throws {
        try check(
            await Tool("openssl").run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=\(name)",
                "-keyout",
                self["\(name).key"],
                "-out",
                self["\(name).pem"]
            )
        )
    }

    private struct Failed: Error { let reason: String }

    private func check(_ outcome: Tool.Outcome) throws {
        if outcome.status != 0 { throw Failed(reason: outcome.errors) }
    }
}
