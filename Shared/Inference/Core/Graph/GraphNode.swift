/// One operation with the values that it takes and makes.
package struct GraphNode: Sendable {
    /// The name in the file, for errors; else the name of the first output.
    package let name: String
    package var operation: Operation
    /// Nil for an optional input that is not given.
    package var inputs: [Graph.ValueID?]
    package var output: Graph.ValueID

    package init(name: String, operation: Operation, inputs: [Graph.ValueID?], output: Graph.ValueID) {
        self.name = name
        self.operation = operation
        self.inputs = inputs
        self.output = output
    }
}
