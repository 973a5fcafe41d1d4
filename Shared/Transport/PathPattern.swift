/// A path whose segments are literal or, written `{name}`, match any one segment that is not empty.
struct PathPattern: Sendable {
    private enum Segment: Sendable {
        case literal([UInt8])
        case parameter(String)
    }

    private let segments: [Segment]

    init(_ text: String) {
        segments = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(Array(part.utf8))
        }
    }

    /// Whether no segment is a parameter, so that the pattern is the path itself.
    var isLiteral: Bool {
        segments.allSatisfy { segment in
            if case .literal = segment { true } else { false }
        }
    }

    /// - Parameter path: Without the query.
    /// - Returns: What the parameters matched, or `nil` if the path does not fit.
    func match(_ path: UnsafeBufferPointer<UInt8>) -> PathParameters? {
        guard fits(path) else { return nil }
        var parameters = PathParameters()
        var start = 0
        for segment in segments {
            let part = Self.part(of: path, from: start)
            if case .parameter(let name) = segment {
                parameters.append(name, PercentCoding.decode(String(decoding: path[part], as: UTF8.self)))
            }
            start = part.upperBound + 1
        }
        return parameters
    }

    /// Tells most patterns apart from a path without making anything.
    private func fits(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        for segment in segments {
            guard start <= path.count else { return false }
            let part = Self.part(of: path, from: start)
            switch segment {
            case .literal(let text): guard path[part].elementsEqual(text) else { return false }
            case .parameter: guard !part.isEmpty else { return false }
            }
            start = part.upperBound + 1
        }
        return start == path.count + 1
    }

    private static func part(of path: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
        start..<(path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count)
    }
}
