import Foundation

/// Another program, run to its end.
struct Tool: Sendable {
    struct Missing: Error { let name: String }
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    let path: String

    /// - Throws: When the program is not installed; the tests need it.
    init(_ name: String) throws {
        let places = ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/"].map { $0 + name }
        guard let path = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw Missing(name: name)
        }
        self.path = path
    }

    private init(path: String) {
        self.path = path
    }

    /// The interpreter with the packages of `Tests/requirements.txt`.
    static func python() throws -> Tool {
        let own = repository.appendingPathComponent(".venv-test/bin/python").path
        let path = ProcessInfo.processInfo.environment["RUBATO_TEST_PYTHON"] ?? own
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(name: path) }
        return Tool(path: path)
    }

    static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    static func script(_ name: String) -> String {
        repository.appendingPathComponent("Tests/HTTP2Peers/\(name)").path
    }

    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        let path = self.path
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try Self.run(path, arguments, input) })
            }
        }
    }

    private static func run(_ path: String, _ arguments: [String], _ input: String) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let streams = try ["in", "out", "err"].map { name in
            let file = folder.appendingPathComponent(name)
            try Data(name == "in" ? input.utf8 : "".utf8).write(to: file)
            return try FileHandle(forUpdating: file)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = streams[0]
        process.standardOutput = streams[1]
        process.standardError = streams[2]
        try process.run()
        process.waitUntilExit()
        let texts = try ["out", "err"].map { name in
            String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
        }
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}
