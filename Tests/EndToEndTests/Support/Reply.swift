import Foundation

/// What curl got.
struct Reply {
    let status: Int
    let body: Data
    let version: String

    var json: [String: Any] {
        ((try? JSONSerialization.jsonObject(with: body)) as? [String: Any]) ?? [:]
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Sends a request with curl, a POST if it has a body.
    static func fetch(_ url: String, body: Data? = nil, options: [String] = []) async throws -> Reply {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("curl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appendingPathComponent("reply")
        var arguments = ["-sS", "--max-time", "20", "-o", output.path, "-w", "%{http_code} %{http_version}"] + options
        if let body {
            let file = folder.appendingPathComponent("request")
            try body.write(to: file)
            arguments += ["--data-binary", "@\(file.path)"]
        }
        let curl = try await Command.run(Binaries.system("curl"), arguments + [url])
        let parts = curl.output.split(separator: " ")
        guard curl.status == 0, parts.count == 2, let status = Int(parts[0]) else {
            throw Missing("curl \(arguments) ended with \(curl.status): \(curl.error)")
        }
        return Reply(status: status, body: (try? Data(contentsOf: output)) ?? Data(), version: String(parts[1]))
    }
}
