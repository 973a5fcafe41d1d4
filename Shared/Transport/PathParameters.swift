/// What the `{name}` segments of a route's pattern matched, percent-decoded.
package struct PathParameters: Sendable, Equatable {
    private struct Value: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// Two or three at most.
    private var values: [Value] = []

    package init() {}

    package subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    mutating func append(_ name: String, _ value: String) { values.append(Value(name: name, value: value)) }
}
