/// What the `{name}` segments of a route's pattern matched, percent-decoded.
package struct PathParameters: Sendable, Equatable {
    private var values: [String: String] = [:]

    package init() {}

    package subscript(_ name: String) -> String? { values[name] }

    mutating func set(_ name: String, to value: String) { values[name] = value }
}
