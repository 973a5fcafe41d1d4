/// A layer without weights, such as a pool or a residual sum: so many operations for every output.
package struct VectorShape: Hashable, Sendable {
    /// Words made for one sample.
    package let outputs: Int
    /// Words read for one sample.
    package let inputs: Int
    /// Of one lane for one output: the taps of a pool, the operands of a sum less one.
    package let operations: Int

    /// All at least 1.
    package init(outputs: Int, inputs: Int, operations: Int) {
        precondition(outputs > 0 && inputs > 0 && operations > 0, "a layer has a size")
        self.outputs = outputs
        self.inputs = inputs
        self.operations = operations
    }
}
