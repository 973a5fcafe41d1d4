/// A path whose segments are literal or, written `{name}`, match any one segment that is not empty.
struct PathPattern: Sendable {
    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private let segments: [Segment]

    init(_ text: String) {
        segments = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
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
    func match(_ path: Substring) -> PathParameters? {
        var found: [(name: String, value: Substring)] = []
        var rest = path.utf8
        for (index, segment) in segments.enumerated() {
            if index > 0 {
                guard rest.first == UInt8(ascii: "/") else { return nil }
                rest.removeFirst()
            }
            let part = rest.prefix { $0 != UInt8(ascii: "/") }
            switch segment {
            case .literal(let text):
                guard part.elementsEqual(text.utf8) else { return nil }
            case .parameter(let name):
                guard !part.isEmpty else { return nil }
                found.append((name, Substring(part)))
            }
            rest = rest[part.endIndex...]
        }
        guard rest.isEmpty else { return nil }
        var parameters = PathParameters()
        for (name, value) in found { parameters.append(name, PercentCoding.decode(value)) }
        return parameters
    }
}
