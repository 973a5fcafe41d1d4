import AdmissionPolicy
import Domain
import Foundation
import SchedulerPolicy
import Simulation
import Yams

/// A scenario as YAML, before it is understood; single values can be set by their path.
struct ScenarioFile {
    private(set) var root: Node
    /// Where files that it names are looked for.
    let folder: String

    /// Reads a file.
    init(path: String) throws {
        let text = String(decoding: try Files.bytes(of: path), as: UTF8.self)
        try self.init(text: text, folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    init(root: Node, folder: String) {
        self.root = root
        self.folder = folder
    }

    init(text: String, folder: String) throws {
        self.folder = folder
        do {
            guard let root = try Yams.compose(yaml: text) else { throw YAMLFields.failure("", "is empty") }
            self.root = root
        } catch let error as YamlError {
            throw ToolFailure.badData("scenario: \(error)")
        }
    }

    /// The same file with another value at a path such as `workers.0.count`; `*` stands for every item of a list.
    func setting(_ path: String, to value: String) throws -> ScenarioFile {
        var copy = self
        copy.root = try Self.set(root, path.split(separator: ".").map(String.init)[...], value, path)
        return copy
    }

    private static func set(_ node: Node, _ path: ArraySlice<String>, _ value: String, _ whole: String) throws -> Node {
        guard let key = path.first else { return Node(value) }
        let rest = path.dropFirst()
        switch node {
        case .mapping(var mapping):
            let name = Node(key)
            let inner = mapping[name] ?? Node([(Node, Node)]())
            mapping[name] = try set(inner, rest, value, whole)
            return .mapping(mapping)
        case .sequence(var sequence):
            let places = key == "*" ? Array(sequence.indices) : [Int(key)].compactMap(\.self)
            guard !places.isEmpty, places.allSatisfy(sequence.indices.contains) else {
                throw YAMLFields.failure(whole, "'\(key)' is no place in that list")
            }
            for place in places { sequence[place] = try set(sequence[place], rest, value, whole) }
            return .sequence(sequence)
        default: throw YAMLFields.failure(whole, "there is nothing below '\(key)'")
        }
    }
}
