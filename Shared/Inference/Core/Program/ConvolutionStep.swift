/// A convolution with everything that is fused to it, in this order: bias, residual, activation.
package struct ConvolutionStep: Sendable {
    package let batch: Int
    package let inputChannels: Int
    package let outputChannels: Int
    package let groups: Int
    package let rows: AxisGeometry
    package let columns: AxisGeometry
    /// [out, in / groups, height, width].
    package let weights: Constant
    package let bias: Constant?
    package let addsResidual: Bool
    package let activation: UnaryFunction?
    /// The name of the value that it reads, by which ranges of activations are known.
    package var sourceName: String?

    /// Whether any window reaches beyond the picture.
    package var hasPadding: Bool {
        [rows, columns].contains { $0.before > 0 || ($0.output - 1) * $0.stride + $0.extent - $0.before > $0.input }
    }

    /// Two per multiply-add, for the whole batch.
    package var operationCount: Int {
        2 * batch * outputChannels * rows.output * columns.output * (inputChannels / groups) * rows.kernel
            * columns.kernel
    }
}
