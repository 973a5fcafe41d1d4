import Foundation
package import Yams

/// One mapping of a YAML file, read key by key; what nobody has asked for is an error in the end.
///
/// Everything that is asked for may be absent; ``missing(_:)`` is for what may not.
package final class YAMLFields {
    package let file: String
    /// Where it stands in the file, such as `workers.0`; empty for the whole.
    package let path: String
    private let values: [(key: String, node: Node)]
    private var known: Set<String> = []

    /// - Throws: ``FileError`` if the file cannot be read or is no mapping.
    package convenience init(path file: String) throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw FileError(file: file, reason: "cannot be read")
        }
        try self.init(Self.compose(text, file: file), file: file)
    }

    /// - Throws: ``FileError`` if the node is no mapping.
    package init(_ node: Node, file: String, path: String = "") throws {
        self.file = file
        self.path = path
        guard let mapping = node.mapping else {
            throw FileError(file: file, key: path, reason: "is no mapping of keys to values")
        }
        values = mapping.map { ($0.key.string ?? "", $0.value) }
    }

    /// The text as YAML.
    ///
    /// - Throws: ``FileError`` if it is none, or empty.
    package static func compose(_ text: String, file: String) throws -> Node {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw FileError(file: file, reason: "is no YAML: \(error)")
        }
        guard let node else { throw FileError(file: file, reason: "is empty") }
        return node
    }

    /// Whether the key is there, which does not count as asking for it.
    package func has(_ key: String) -> Bool { values.contains { $0.key == key } }

    package func node(_ key: String) -> Node? {
        known.insert(key)
        return values.first { $0.key == key }?.node
    }

    package func text(_ key: String) throws -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.string else { throw failure(key, "is no text") }
        return text
    }

    package func number(
        _ key: String,
        in range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
    ) throws -> Double? {
        guard let text = try text(key) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw failure(key, "'\(text)' is no number \(Self.words(range))")
        }
        return number
    }

    package func whole(_ key: String, in range: ClosedRange<Int> = 0...Int.max) throws -> Int? {
        guard let text = try text(key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let limits = range.upperBound == .max ? "of at least \(range.lowerBound)" : "in \(Self.text(range))"
            throw failure(key, "'\(text)' is no whole number \(limits)")
        }
        return number
    }

    package func flag(_ key: String) throws -> Bool? {
        guard let text = try text(key) else { return nil }
        guard text == "true" || text == "false" else { throw failure(key, "'\(text)' is neither true nor false") }
        return text == "true"
    }

    /// `a` or `a..b`.
    package func range(
        _ key: String,
        in limits: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
    ) throws -> ClosedRange<Double>? {
        guard let text = try text(key) else { return nil }
        guard let range = Self.range(of: text), limits.contains(range.lowerBound), limits.contains(range.upperBound)
        else {
            throw failure(key, "'\(text)' is no number or range a..b \(Self.words(limits))")
        }
        return range
    }

    /// A number or range of milliseconds.
    package func milliseconds(_ key: String) throws -> ClosedRange<Duration>? {
        try range(key, in: 0...1e9).map { Self.duration($0.lowerBound * 1e6)...Self.duration($0.upperBound * 1e6) }
    }

    /// A number in that unit, given in nanoseconds.
    package func duration(_ key: String, unit: Double) throws -> Duration? {
        try number(key, in: 0...1e12 / unit * 1e6).map { Self.duration($0 * unit) }
    }

    package func fields(_ key: String) throws -> YAMLFields? {
        try node(key).map { try YAMLFields($0, file: file, path: place(key)) }
    }

    /// The items of a list, each of which may be a text or a mapping.
    package func items(_ key: String) throws -> [YAMLItem]? {
        guard let node = node(key) else { return nil }
        let list = YAMLItem(node: node, file: file, path: place(key))
        guard let items = list.items else { throw failure(key, "is no list") }
        return items
    }

    /// All keys with their texts, for maps whose keys are free.
    package func texts() throws -> [(key: String, value: String)] {
        try values.map { key, node in
            known.insert(key)
            guard let text = node.string else { throw failure(key, "is no text") }
            return (key, text)
        }
    }

    /// For what must be there: `try fields.text("name") ?? fields.missing("name")`.
    package func missing<Value>(_ key: String) throws -> Value { throw failure(key, "is needed") }

    /// - Throws: ``FileError`` if there is a key that was not asked for, or one twice.
    package func close() throws {
        for (index, value) in values.enumerated() {
            guard known.contains(value.key) else {
                throw failure(value.key, "is not known here; there are \(known.sorted().joined(separator: ", "))")
            }
            guard !values[..<index].contains(where: { $0.key == value.key }) else {
                throw failure(value.key, "is there twice")
            }
        }
    }

    package func failure(_ key: String, _ reason: String) -> FileError {
        FileError(file: file, key: place(key), reason: reason)
    }

    /// `a` or `a..b` with finite numbers, ascending.
    package static func range(of text: String) -> ClosedRange<Double>? {
        guard let dots = text.range(of: "..") else {
            return Double(text).flatMap { $0.isFinite ? $0...$0 : nil }
        }
        guard let low = Double(text[..<dots.lowerBound]), let high = Double(text[dots.upperBound...]), low <= high,
            low.isFinite, high.isFinite
        else { return nil }
        return low...high
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : key.isEmpty ? path : "\(path).\(key)" }

    private static func duration(_ nanoseconds: Double) -> Duration { .nanoseconds(Int64(nanoseconds)) }

    private static func words(_ range: ClosedRange<Double>) -> String {
        range.upperBound == .greatestFiniteMagnitude
            ? "of at least \(short(range.lowerBound))" : "in \(short(range.lowerBound))…\(short(range.upperBound))"
    }

    private static func text(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)…\(range.upperBound)" }

    /// Whole numbers without a point.
    private static func short(_ number: Double) -> String {
        number.magnitude < 1e15 ? Int(exactly: number).map(String.init) ?? "\(number)" : "\(number)"
    }
}
