/// A tensor of a program.
package struct ProgramTensor: Sendable {
    package enum Source: Sendable {
        case step
        case input
        case constant(Constant)
        /// The same numbers in the same order under another shape.
        case view(Program.TensorID)
    }

    package let name: String
    /// As stored: the last dimension varies fastest.
    package let shape: [Int]
    package let source: Source
    /// What bytes stand for; `nil` of a tensor in the executor's own format.
    package var quantization: Quantization?

    package var elementCount: Int { shape.reduce(1, *) }
}
