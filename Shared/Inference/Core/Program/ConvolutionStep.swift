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

    /// Two per multiply-add, for the whole batch.
    package var operationCount: Int {
        2 * batch * outputChannels * rows.output * columns.output * (inputChannels / groups) * rows.kernel
            * columns.kernel
    }
}
