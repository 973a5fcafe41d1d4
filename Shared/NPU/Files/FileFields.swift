import Foundation
import Yams

/// One mapping of a file, read key by key; what nobody has asked for is an error in the end.
final class FileFields {
    let file: String
    private let path: String
    private let values: [(key: String, node: Node)]
    private var known: Set<String> = []

    convenience init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw FileError(file: path, reason: "cannot be read")
        }
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch {
            throw FileError(file: path, reason: "is no YAML: \(error)")
        }
        guard let node else { throw FileError(file: path, reason: "is empty") }
        try self.init(node, file: path, path: "")
    }

    init(_ node: Node, file: String, path: String) throws {
        self.file = file
        self.path = path
        guard let mapping = node.mapping else {
            throw FileError(file: file, key: path, reason: "is no mapping of keys to values")
        }
        values = mapping.map { ($0.key.string ?? "", $0.value) }
    }

    func has(_ key: String) -> Bool { values.contains { $0.key == key } }

    func optionalText(_ key: String) throws -> String? {
        known.insert(key)
        guard let node = values.first(where: { $0.key == key })?.node else { return nil }
        guard let text = node.string else { throw failure(key, "is no text") }
        return text
    }

    func text(_ key: String) throws -> String {
        guard let text = try optionalText(key) else { throw failure(key, "is needed") }
        return text
    }

    func whole(_ key: String, usual: Int? = nil) throws -> Int {
        guard let text = try optionalText(key) ?? usual.map(String.init) else { throw failure(key, "is needed") }
        guard let number = Int(text) else { throw failure(key, "'\(text)' is no whole number") }
        return number
    }

    func number(_ key: String, usual: Double? = nil) throws -> Double {
        guard let text = try optionalText(key) else {
            guard let usual else { throw failure(key, "is needed") }
            return usual
        }
        guard let number = Double(text), number.isFinite else { throw failure(key, "'\(text)' is no number") }
        return number
    }

    func flag(_ key: String, usual: Bool) throws -> Bool {
        guard let text = try optionalText(key) else { return usual }
        guard text == "true" || text == "false" else { throw failure(key, "'\(text)' is neither true nor false") }
        return text == "true"
    }

    func fields(_ key: String) throws -> FileFields? {
        known.insert(key)
        guard let node = values.first(where: { $0.key == key })?.node else { return nil }
        return try FileFields(node, file: file, path: place(key))
    }

    func items(_ key: String) throws -> [FileFields] {
        known.insert(key)
        guard let node = values.first(where: { $0.key == key })?.node else { throw failure(key, "is needed") }
        guard let sequence = node.sequence, !sequence.isEmpty else { throw failure(key, "is no list of anything") }
        return try sequence.enumerated().map { index, item in
            try FileFields(item, file: file, path: "\(place(key)).\(index)")
        }
    }

    /// - Throws: If there is a key that was not asked for, or one twice.
    func close() throws {
        for (index, value) in values.enumerated() {
            guard known.contains(value.key) else {
                throw failure(value.key, "is not known here; there are \(known.sorted().joined(separator: ", "))")
            }
            guard !values[..<index].contains(where: { $0.key == value.key }) else {
                throw failure(value.key, "is there twice")
            }
        }
    }

    func failure(_ key: String, _ reason: String) -> FileError {
        FileError(file: file, key: place(key), reason: reason)
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : key.isEmpty ? path : "\(path).\(key)" }
}
