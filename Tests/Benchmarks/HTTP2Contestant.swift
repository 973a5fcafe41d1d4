import Foundation
import NIOCore
import NIOPosix

/// A server in the comparison: a process of its own, or this one.
struct HTTP2Contestant {
    let name: String
    let port: Int
    private let process: Process?

    /// This process.
    init(_ name: String, port: Int) {
        self.name = name
        self.port = port
        process = nil
    }

    /// Starts the program that the command names for its port.
    init(_ name: String, port: Int, command: (String) -> [String]) throws {
        self.name = name
        self.port = port
        let words = command(String(port))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// The server over swift-nio-http2, if it was built; how is in `Shared/HTTP2/README.md`.
    static func swiftNIOHTTP2(port: Int) throws -> HTTP2Contestant? {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("HTTP2Peers/NIOHTTP2Peer")
        let build =
            ProcessInfo.processInfo.environment["NIOHTTP2PEER_BUILD"] ?? folder.appendingPathComponent(".build").path
        let path = "\(build)/release/NIOHTTP2Peer"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("swift-nio-http2 is left out: build it with swift build -c release --package-path \(folder.path)")
            return nil
        }
        return try HTTP2Contestant("swift-nio-http2", port: port) { [path, $0] }
    }

    /// Ends the program at once; some keep SIGTERM for later.
    func stop() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// A port that nobody listens on.
    static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    /// CPU time of all threads since their start, in nanoseconds.
    func processorNanoseconds() throws -> Int {
        let threads = "/proc/\(process?.processIdentifier ?? getpid())/task"
        return try FileManager.default.contentsOfDirectory(atPath: threads).reduce(0) { sum, thread in
            let text = (try? String(contentsOfFile: "\(threads)/\(thread)/schedstat", encoding: .utf8)) ?? ""
            return sum + (text.split(separator: " ").first.flatMap { Int($0) } ?? 0)
        }
    }
}
