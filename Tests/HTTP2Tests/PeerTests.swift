import Foundation
import HTTP2
import NIOCore
import Testing

@Suite("Independent peers are served", .serialized, .timeLimit(.minutes(2)))
struct PeerTests {
    @Test("curl speaks HTTP/1.1 and HTTP/2 on the same port", arguments: ["--http1.1", "--http2-prior-knowledge"])
    func curl(version: String) async throws {
        let curl = try Tool("curl")
        let expected = version == "--http1.1" ? "HTTP/1.1" : "HTTP/2"
        try await TestServer.with { server in
            let url = "http://127.0.0.1:\(server.port)"
            let hello = try await curl.run("-sSi", version, "\(url)/hello")
            #expect(hello.output.contains("hello") && hello.output.contains("x-version: \(expected)"), "\(hello)")

            let body = String(repeating: "body ", count: 300_000)
            let echo = try await curl.run("-sS", version, "--data-binary", "@-", "\(url)/echo", input: body)
            #expect(echo.output == body)
            let stream = try await curl.run("-sS", version, "--data-binary", "@-", "\(url)/stream", input: body)
            #expect(stream.output == body)

            let chunked = ["-H", "Transfer-Encoding: chunked"]
            let upload = try await curl.run(
                "-sS",
                version,
                chunked[0],
                chunked[1],
                "-T",
                "-",
                "-X",
                "POST",
                "\(url)/echo",
                input: body
            )
            #expect(upload.output == body)

            let head = try await curl.run(
                "-sS",
                version,
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-X",
                "PUT",
                "\(url)/hello"
            )
            #expect(head.output == "405")
            let big = try await curl.run("-sS", version, "-o", "/dev/null", "-w", "%{size_download}", "\(url)/big")
            #expect(big.output == "\(3 << 20)")
        }
    }

    @Test("HTTP/1.1 keeps its connection, and tells a waiting client to continue")
    func http1() async throws {
        let curl = try Tool("curl")
        try await TestServer.with { server in
            let url = "http://127.0.0.1:\(server.port)"
            let twice = try await curl.run("-sSv", "--http1.1", "\(url)/hello", "\(url)/hello")
            #expect(twice.output == "hellohello")
            #expect(twice.errors.contains("Re-using existing connection"), "\(twice.errors)")
            let waiting = try await curl.run(
                "-sSv",
                "--http1.1",
                "--expect100-timeout",
                "20",
                "-H",
                "Expect: 100-continue",
                "-d",
                "body",
                "\(url)/echo"
            )
            #expect(waiting.output == "body")
            #expect(waiting.errors.contains("HTTP/1.1 100 Continue"), "\(waiting.errors)")
            let ignored = try await curl.run(
                "-sSv",
                "--http1.1",
                "--expect100-timeout",
                "20",
                "-H",
                "Expect: 100-continue",
                "-d",
                "body",
                "\(url)/ignore"
            )
            #expect(ignored.output == "not now")
            #expect(!ignored.errors.contains("100 Continue"))
        }
    }

    @Test("h2load finishes every request, plain and behind TLS", arguments: [false, true])
    func h2load(isSecure: Bool) async throws {
        let h2load = try Tool("h2load")
        try await Certificates.with { certificates in
            let body = certificates["body"]
            try Data(repeating: 7, count: 3_136).write(to: URL(fileURLWithPath: body))
            try await TestServer.with(tls: isSecure ? certificates.server : nil) { server in
                let url = "\(isSecure ? "https" : "http")://127.0.0.1:\(server.port)/echo"
                let load = try await h2load.run("-n", "4000", "-c", "8", "-m", "16", "-d", body, url)
                #expect(load.output.contains("4000 succeeded, 0 failed, 0 errored, 0 timeout"), "\(load.output)")
                let counts = server.server.counters.snapshot
                #expect(counts.streamsOpened == 4_000 && counts.connectionsOpened >= 8)
            }
        }
    }

    @Test("Python's h2 agrees on flow control, trailers, resets and settings")
    func h2() async throws {
        try await TestServer.with { server in
            let outcome = try await Tool.python().run(Tool.script("h2_peer.py"), "\(server.port)")
            #expect(outcome.output == "OK\n", "\(outcome.errors)")
            #expect(try await server.closes.wait(for: 2) == ["open", "canceled(code: 8)"])
        }
    }

    @Test("grpcio's calls, statuses, deadlines and streams work")
    func grpc() async throws {
        try await TestServer.with { server in
            let outcome = try await Tool.python().run(Tool.script("grpc_peer.py"), "\(server.port)")
            #expect(outcome.output == "OK\n", "\(outcome.errors)")
        }
    }
}
