import Foundation

/// One Swift file of the project, by its path from the root.
struct SourceFile: Sendable {
    let path: String

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Everything written by hand; what `protoc` generates is left out.
    static let all = ["Services", "Shared", "Tests"].flatMap { folder in
        let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        return (files?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift") && !$0.contains("/.build") }
            .map { SourceFile(path: "\(folder)/\($0)") }
    }

    static let policies = all.filter { !$0.path.hasPrefix("Tests/") && $0.path.contains("/Policy/") }

    func lines() throws -> [Substring] {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// A finding, in the form that editors turn into a link.
    func place(_ line: Int) -> String { "\(path):\(line + 1)" }
}
