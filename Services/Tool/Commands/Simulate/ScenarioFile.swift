import Foundation
import YAMLFiles
import Yams

/// A scenario as YAML, before it is understood; single values can be set by their path.
struct ScenarioFile {
    private(set) var root: Node
    /// What messages call it: its path.
    let name: String
    /// Where files that it names are looked for.
    let folder: String

    /// Reads a file.
    init(path: String) throws {
        let text = String(decoding: try Files.bytes(of: path), as: UTF8.self)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try self.init(text: text, name: path, folder: folder)
    }

    init(root: Node, name: String, folder: String) {
        self.root = root
        self.name = name
        self.folder = folder
    }

    init(text: String, name: String = "scenario", folder: String) throws {
        self.init(root: try YAMLFields.compose(text, file: name), name: name, folder: folder)
    }

    /// The same file with another value at a path such as `workers.0.count`; `*` stands for every item of a list.
    func setting(_ path: String, to value: String) throws -> ScenarioFile {
        var copy = self
        copy.root = try set(root, path.split(separator: ".").map(String.init)[...], value, path)
        return copy
    }

    private func set(_ node: Node, _ path: ArraySlice<String>, _ value: String, _ whole: String) throws -> Node {
        guard let key = path.first else { return Node(value) }
        let rest = path.dropFirst()
        switch node {
        case .mapping(var mapping):
            let place = Node(key)
            let inner = mapping[place] ?? Node([(Node, Node)]())
            mapping[place] = try set(inner, rest, value, whole)
            return .mapping(mapping)
        case .sequence(var sequence):
            let places = key == "*" ? Array(sequence.indices) : [Int(key)].compactMap(\.self)
            guard !places.isEmpty, places.allSatisfy(sequence.indices.contains) else {
                throw FileError(file: name, key: whole, reason: "'\(key)' is no place in that list")
            }
            for place in places { sequence[place] = try set(sequence[place], rest, value, whole) }
            return .sequence(sequence)
        default: throw FileError(file: name, key: whole, reason: "there is nothing below '\(key)'")
        }
    }
}
