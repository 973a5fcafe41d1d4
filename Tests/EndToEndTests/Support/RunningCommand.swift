import Foundation

/// A program under way, its output going to files so that no pipe can fill up.
// Safe because only the test that started it uses it, from one task at a time.
final class RunningCommand: @unchecked Sendable {
    private let process = Process()
    private let folder: URL
    private let name: String
    private let input = Pipe()

    /// Starts it; its standard input stays open as long as this value lives.
    init(_ path: String, _ arguments: [String]) throws {
        name = path
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rubato-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = try Self.file(folder.appendingPathComponent("output"))
        process.standardError = try Self.file(folder.appendingPathComponent("error"))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }
    var output: String { text("output") }
    var error: String { text("error") }

    func signal(_ number: Int32) {
        kill(pid, number)
    }

    /// Waits for the end; the status is that of the exit, or minus the number of the signal.
    func finish(within seconds: Double) async throws -> Command {
        let limit = Date().addingTimeInterval(seconds)
        while process.isRunning {
            guard Date() < limit else {
                kill(pid, SIGKILL)
                throw Missing("\(name) did not end within \(seconds) s: \(error.suffix(2_000))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        let code = process.terminationStatus
        let status = process.terminationReason == .uncaughtSignal ? -code : code
        return Command(status: status, output: output, error: error)
    }

    private func text(_ file: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
    }

    private static func file(_ url: URL) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: url.path, contents: nil)
        return try FileHandle(forWritingTo: url)
    }
}
