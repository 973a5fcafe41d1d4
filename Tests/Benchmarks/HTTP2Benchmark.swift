import Foundation
import HTTP2
import NIOCore
import NIOPosix
import Transport

/// Compares the CPU time that servers spend per request: ours, nghttpd, swift-nio-http2.
///
/// 8 connections with 16 streams each post 3,136 bytes and get 200. The servers take turns, so that what disturbs the
/// machine disturbs all of them; what counts is the ratio within a round.
func runHTTP2Benchmark() async throws {
    let rounds = HTTP2Rounds(rounds: 7, requests: 100_000)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("http2-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let body = folder.appendingPathComponent("body")
    try Data(repeating: 7, count: 3_136).write(to: body)
    try Data(repeating: 0x78, count: 200).write(to: folder.appendingPathComponent("reply"))

    let ours = HTTPServer(
        configuration: ServerConfiguration(host: "127.0.0.1", port: 0, limits: .mesh, timers: .mesh),
        group: MultiThreadedEventLoopGroup(numberOfThreads: 1),
        handler: { exchange in
            exchange.collectBody(limit: 1 << 20) { _ in
                exchange.respond(ResponseHead(status: 200), body: HTTP2Rounds.reply)
            }
        }
    )
    let port = try await ours.start().port ?? 0
    let nghttpd = ["/usr/sbin/nghttpd", "--no-tls", "-a", "127.0.0.1", "-n1", "-d", folder.path]
    var contestants = [
        try HTTP2Contestant("nghttpd", port: try await HTTP2Contestant.freePort()) { nghttpd + [$0] },
        HTTP2Contestant("rubato", port: port),
    ]
    if let peer = try HTTP2Contestant.swiftNIOHTTP2(port: try await HTTP2Contestant.freePort()) {
        contestants.append(peer)
    }
    defer { for contestant in contestants { contestant.stop() } }
    try await Task.sleep(for: .milliseconds(500))
    try rounds.run(contestants, body: body.path)
    await ours.drain(grace: .seconds(1))
}
