/// One kernel call.
package struct ProgramStep: Sendable {
    package enum Kind: Sendable {
        /// Inputs: picture and, if the convolution adds one, residual.
        case convolution(ConvolutionStep)
        case innerProduct(InnerProductStep)
        case pool(PoolStep)
        /// Two stacks of matrices; leading dimensions of size 1 repeat.
        case matrixProduct
        case unary(UnaryFunction)
        /// Two inputs of equal rank whose dimensions of size 1 repeat.
        case binary(BinaryFunction, activation: UnaryFunction?)
        case concat(axis: Int)
        case softmax(axis: Int)
        /// The output keeps the reduced dimensions with size 1.
        case reduce(Reduction, axes: [Int])
        /// Dimension i of the output is dimension `order[i]` of the input.
        case permute([Int])
        case copy
        /// Inputs as those of a convolution; the picture is bytes.
        case quantizedConvolution(QuantizedConvolutionStep)
        /// Floats to bytes.
        case quantize(Quantization)
        /// Bytes to floats.
        case dequantize(Quantization)
    }

    package let name: String
    package let kind: Kind
    package let inputs: [Program.TensorID]
    package let output: Program.TensorID
}
