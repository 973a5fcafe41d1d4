import Foundation

/// A cluster that `rubato up` runs for tests.
actor TestCluster {
    /// What the `READY` line says.
    private struct Ready: Decodable {
        struct Service: Decodable {
            let name: String
            let port: Int
        }

        let url: String
        let services: [Service]
    }

    /// One worker and the cloud tier, for tests that leave the cluster as they found it.
    static let shared = Task { try await TestCluster(["--workers", "cpu", "--cloud"]) }

    nonisolated let url: String
    nonisolated let ports: [String: Int]
    private let tool: RunningCommand

    /// Starts a cluster on free ports and waits until it serves.
    ///
    /// - Parameters:
    ///   - options: Further ones of `rubato up`.
    ///   - more: YAML beside what all clusters of the tests are set to.
    /// - Throws: ``Missing`` if it does not come up.
    init(_ options: [String], settings more: String = "") async throws {
        let settings = try Self.settings(more)
        let arguments =
            ["up", "--port", "0", "--models", "\(Binaries.root)/deploy/models", "--model", "fashion"]
            + ["--config", settings, "--stop-on-eof"] + options
        tool = try RunningCommand(Binaries.path("rubato"), arguments)
        let limit = Date().addingTimeInterval(240)
        while !tool.output.contains("\n") {
            guard tool.isRunning, Date() < limit else {
                throw Missing("the cluster did not come up:\n\(tool.error.suffix(4_000))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let line = tool.output.split(separator: "\n")[0]
        guard line.hasPrefix("READY ") else { throw Missing("not a READY line: \(line)") }
        let ready = try JSONDecoder().decode(Ready.self, from: Data(line.dropFirst(6).utf8))
        url = ready.url
        ports = Dictionary(uniqueKeysWithValues: ready.services.map { ($0.name, $0.port) })
    }

    /// What the services and the tool have logged so far.
    var log: String { tool.error }

    /// The services by name, as the system knows them now; one that is between two lives is missing.
    var processes: [String: Int32] {
        var found: [String: Int32] = [:]
        let children =
            (try? String(contentsOfFile: "/proc/\(tool.pid)/task/\(tool.pid)/children", encoding: .utf8)) ?? ""
        for pid in children.split(separator: " ").compactMap({ Int32($0) }) {
            let line = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
            let arguments = line.split(separator: "\0").map(String.init)
            guard let flag = arguments.firstIndex(of: "--name"), flag + 1 < arguments.count else { continue }
            found[arguments[flag + 1]] = pid
        }
        return found
    }

    /// Kills a service and returns the process that is gone.
    func kill(_ name: String) throws -> Int32 { try signal(name, SIGKILL) }

    /// Sends a signal to a service.
    ///
    /// - Returns: The service's process.
    @discardableResult
    func signal(_ name: String, _ number: Int32) throws -> Int32 {
        guard let pid = processes[name] else { throw Missing("\(name) does not run") }
        Foundation.kill(pid, number)
        return pid
    }

    /// The sum of a service's metric over the lines that begin so.
    nonisolated func count(_ service: String, _ metric: String) async throws -> Double {
        guard let port = ports[service] else { throw Missing("there is no \(service)") }
        let page = try await Reply.fetch("http://127.0.0.1:\(port)/metrics").text
        return page.split(separator: "\n").filter { $0.hasPrefix(metric) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }

    /// Waits until the service is there again as another process and ready.
    func waitForReturn(of name: String, after pid: Int32, within seconds: Double = 90) async throws {
        let limit = Date().addingTimeInterval(seconds)
        while Date() < limit {
            if let now = processes[name], now != pid, let port = ports[name] {
                let answer = try await Command.run(
                    Binaries.path("rubato"),
                    ["probe", "http://127.0.0.1:\(port)/v2/health/ready"]
                )
                if answer.status == 0 { return }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Missing("\(name) did not come back:\n\(log.suffix(4_000))")
    }

    /// Kills the tool, which can then stop nobody.
    func killTool() async throws {
        tool.signal(SIGKILL)
        _ = try await tool.finish(within: 5)
    }

    /// Asks the tool to stop everything.
    ///
    /// - Returns: How it ended.
    func stop(within seconds: Double = 15) async throws -> Command {
        tool.signal(SIGTERM)
        return try await tool.finish(within: seconds)
    }

    /// Keeps measured profiles between the clusters of one test run, and measures shortly.
    private static func settings(_ more: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rubato-tests-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let members = ["worker", "cloud"].map { "\($0):\n  cache-dir: \(folder.path)\n  profile-seconds: 0.5\n" }
        let path = folder.appendingPathComponent("settings-\(UUID().uuidString).yaml")
        try (members.joined() + more).write(to: path, atomically: true, encoding: .utf8)
        return path.path
    }
}
