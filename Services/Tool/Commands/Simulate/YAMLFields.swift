import Foundation
import Yams

/// One mapping of a YAML file, read key by key; what nobody has asked for is an error in the end.
final class YAMLFields {
    /// Where it stands in the file, such as `workers.0`; empty for the whole.
    let path: String
    private let values: [(key: String, node: Node)]
    private var known: [String] = []

    /// - Throws: If the node is no mapping.
    init(_ node: Node, path: String) throws {
        self.path = path
        guard let mapping = node.mapping else { throw Self.failure(path, "is no mapping of keys to values") }
        values = mapping.map { ($0.key.string ?? "", $0.value) }
    }

    func node(_ key: String) -> Node? {
        known.append(key)
        return values.first { $0.key == key }?.node
    }

    func text(_ key: String) throws -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.string else { throw failure(key, "is no text") }
        return text
    }

    func number(_ key: String, in range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude) throws -> Double? {
        guard let text = try text(key) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw failure(key, "'\(text)' is no number in \(Self.words(range))")
        }
        return number
    }

    func whole(_ key: String, in range: ClosedRange<Int> = 0...Int.max) throws -> Int? {
        guard let text = try text(key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw failure(key, "'\(text)' is no whole number of at least \(range.lowerBound)")
        }
        return number
    }

    func flag(_ key: String) throws -> Bool? {
        guard let text = try text(key) else { return nil }
        guard text == "true" || text == "false" else { throw failure(key, "'\(text)' is neither true nor false") }
        return text == "true"
    }

    /// `a` or `a..b`.
    func range(_ key: String, in limits: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude) throws
        -> ClosedRange<Double>?
    {
        guard let text = try text(key) else { return nil }
        guard let range = Self.range(of: text), limits.contains(range.lowerBound), limits.contains(range.upperBound)
        else {
            throw failure(key, "'\(text)' is no number or range a..b in \(Self.words(limits))")
        }
        return range
    }

    func milliseconds(_ key: String) throws -> ClosedRange<Duration>? {
        try range(key, in: 0...1e9).map { Self.duration($0.lowerBound * 1e6)...Self.duration($0.upperBound * 1e6) }
    }

    /// A number in that unit, given in nanoseconds.
    func duration(_ key: String, unit: Double) throws -> Duration? {
        try number(key, in: 0...1e12 / unit * 1e6).map { Self.duration($0 * unit) }
    }

    func fields(_ key: String) throws -> YAMLFields? {
        try node(key).map { try YAMLFields($0, path: place(key)) }
    }

    /// The items of a sequence; each may be a mapping.
    func items(_ key: String) throws -> [(path: String, node: Node)]? {
        guard let node = node(key) else { return nil }
        guard let sequence = node.sequence else { throw failure(key, "is no list") }
        return sequence.enumerated().map { ("\(place(key)).\($0.offset)", $0.element) }
    }

    /// All keys with their texts, for maps whose keys are free.
    func texts() throws -> [(key: String, value: String)] {
        try values.map { key, node in
            known.append(key)
            guard let text = node.string else { throw failure(key, "is no text") }
            return (key, text)
        }
    }

    /// - Throws: If the mapping holds a key that was not asked for, or one twice.
    func close() throws {
        for (index, value) in values.enumerated() {
            guard known.contains(value.key) else {
                throw failure(value.key, "is not known here; there are \(Set(known).sorted().joined(separator: ", "))")
            }
            guard !values[..<index].contains(where: { $0.key == value.key }) else {
                throw failure(value.key, "is there twice")
            }
        }
    }

    func failure(_ key: String, _ reason: String) -> ToolFailure { Self.failure(place(key), reason) }

    static func failure(_ path: String, _ reason: String) -> ToolFailure {
        .badData("scenario: \(path.isEmpty ? "the file" : path): \(reason)")
    }

    static func range(of text: String) -> ClosedRange<Double>? {
        guard let dots = text.range(of: "..") else {
            return Double(text).flatMap { $0.isFinite ? $0...$0 : nil }
        }
        guard let low = Double(text[..<dots.lowerBound]), let high = Double(text[dots.upperBound...]), low <= high,
            low.isFinite, high.isFinite
        else { return nil }
        return low...high
    }

    private func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private static func duration(_ nanoseconds: Double) -> Duration { .nanoseconds(Int64(nanoseconds)) }

    private static func words(_ range: ClosedRange<Double>) -> String {
        range.upperBound == .greatestFiniteMagnitude
            ? "at least \(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
    }
}
