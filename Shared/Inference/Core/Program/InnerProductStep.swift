/// A product with a constant matrix: `output[row][o] = Σ input[row][i] · weights[o][i] + bias[o]`.
package struct InnerProductStep: Sendable {
    package let rows: Int
    package let inner: Int
    package let outer: Int
    /// [outer, inner].
    package let weights: Constant
    package let bias: Constant?
    package let activation: UnaryFunction?

    /// Two per multiply-add, for the whole batch.
    package var operationCount: Int { 2 * rows * inner * outer }
}
