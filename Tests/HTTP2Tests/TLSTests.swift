import Foundation
import HTTP2
import NIOCore
import NIOPosix
import Testing
import Transport

@Suite("TLS protects and identifies", .serialized, .timeLimit(.minutes(2)))
struct TLSTests {
    @Test(
        "curl agrees on protocol and version",
        arguments: [
            ("--http2", "--tlsv1.2", "HTTP/2"), ("--http2", "--tlsv1.3", "HTTP/2"),
            ("--http1.1", "--tlsv1.3", "HTTP/1.1"),
            ("--no-alpn", "--tlsv1.2", "HTTP/1.1"),
        ]
    )
    func negotiation(protocolFlag: String, versionFlag: String, expected: String) async throws {
        let curl = try Tool("curl")
        try await Certificates.with { certificates in
            try await TestServer.with(tls: certificates.server) { server in
                let maximum = versionFlag == "--tlsv1.2" ? "1.2" : "1.3"
                let hello = try await curl.run(
                    "-sSi",
                    protocolFlag,
                    versionFlag,
                    "--tls-max",
                    maximum,
                    "--cacert",
                    certificates["ca.pem"],
                    "https://localhost:\(server.port)/hello"
                )
                #expect(hello.output.contains("x-version: \(expected)"), "\(hello)")
                let big = try await curl.run(
                    "-sS",
                    protocolFlag,
                    "--cacert",
                    certificates["ca.pem"],
                    "-o",
                    "/dev/null",
                    "-w",
                    "%{size_download}",
                    "https://localhost:\(server.port)/big"
                )
                #expect(big.output == "\(3 << 20)")
            }
        }
    }

    @Test("without TLS 1.2 or a common protocol nothing is agreed")
    func refusals() async throws {
        let openssl = try Tool("openssl")
        try await Certificates.with { certificates in
            try await TestServer.with(tls: certificates.server) { server in
                let address = "127.0.0.1:\(server.port)"
                let old = try await openssl.run("s_client", "-connect", address, "-tls1_1")
                #expect(old.status != 0)
                let other = try await openssl.run("s_client", "-connect", address, "-alpn", "spdy/1")
                #expect((other.output + other.errors).contains("alert no application protocol"), "\(other)")
            }
        }
    }

    @Test("a client without a trusted certificate is turned away where one is required")
    func clientCertificates() async throws {
        let curl = try Tool("curl")
        try await Certificates.with { certificates in
            try await TestServer.with(tls: certificates.server(clients: .required)) { server in
                let url = "https://localhost:\(server.port)/hello"
                let anonymous = try await curl.run("-sS", "--cacert", certificates["ca.pem"], url)
                #expect(anonymous.status != 0)
                let known = try await curl.run(
                    "-sS",
                    "--cacert",
                    certificates["ca.pem"],
                    "--cert",
                    certificates["client.pem"],
                    "--key",
                    certificates["client.key"],
                    url
                )
                #expect(known.output == "hello", "\(known)")
                let stranger = try await curl.run(
                    "-sS",
                    "--cacert",
                    certificates["ca.pem"],
                    "--cert",
                    certificates["stranger.pem"],
                    "--key",
                    certificates["stranger.key"],
                    url
                )
                #expect(stranger.status != 0)
            }
            try await TestServer.with(tls: certificates.server(clients: .optional)) { server in
                let url = "https://localhost:\(server.port)/hello"
                let anonymous = try await curl.run("-sS", "--cacert", certificates["ca.pem"], url)
                #expect(anonymous.output == "hello")
            }
        }
    }

    @Test("our client checks who the server is, and shows who it is")
    func client() async throws {
        try await Certificates.with { certificates in
            try await TestServer.with(tls: certificates.server(clients: .required)) { server in
                let known = certificates.client(as: "client")
                for host in ["localhost", "127.0.0.1"] {
                    let response = try await server.get("/hello", tls: known, host: host).get()
                    #expect(String(buffer: response.body) == "hello")
                }
                for wrong in [certificates.client(trusting: "stranger", as: "client"), certificates.client()] {
                    guard case .failure(.connectionLost) = await server.get("/hello", tls: wrong, host: "localhost")
                    else {
                        Issue.record("a handshake that must fail did not")
                        continue
                    }
                }
            }
        }
    }

    @Test("a server that shows another name is not trusted")
    func wrongName() async throws {
        try await Certificates.with { certificates in
            try await certificates.issue("server", "subjectAltName=DNS:elsewhere.test")
            try await TestServer.with(tls: certificates.server) { server in
                let result = await server.get("/hello", tls: certificates.client(), host: "localhost")
                guard case .failure(.connectionLost(let reason)) = result else {
                    Issue.record("the wrong name was accepted")
                    return
                }
                #expect(reason.lowercased().contains("hostname mismatch"), "\(reason)")
            }
        }
    }

    @Test("fresh certificates serve the connections that come after their reload")
    func reload() async throws {
        let curl = try Tool("curl")
        try await Certificates.with { certificates in
            try await certificates.issue("server", "subjectAltName=DNS:elsewhere.test")
            try await TestServer.with(tls: certificates.server) { server in
                let url = "https://localhost:\(server.port)/hello"
                #expect(try await curl.run("-sS", "--cacert", certificates["ca.pem"], url).status != 0)
                try await certificates.issue("server", "subjectAltName=DNS:localhost")
                try server.server.reloadCertificates()
                #expect(try await curl.run("-sS", "--cacert", certificates["ca.pem"], url).output == "hello")
            }
        }
    }

    @Test("a file that can not be used is named")
    func badFiles() async throws {
        try await Certificates.with { certificates in
            var files = certificates.server
            files.keyFile = certificates["client.key"]
            let server = HTTPServer(
                configuration: ServerConfiguration(host: "127.0.0.1", port: 0, tls: files),
                group: NIOSingletons.posixEventLoopGroup,
                handler: { _ in }
            )
            let failure = await #expect(throws: TLSFailure.self) { try await server.start() }
            guard case .configuration(let reason) = failure else {
                Issue.record("unexpected \(String(describing: failure))")
                return
            }
            #expect(reason.contains("client.key"))
        }
    }
}
