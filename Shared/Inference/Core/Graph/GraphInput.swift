/// A value that the caller supplies.
package struct GraphInput: Equatable, Sendable {
    package let value: Graph.ValueID
    package let name: String
    /// As declared, nil where symbolic.
    package let shape: [Int?]
}
