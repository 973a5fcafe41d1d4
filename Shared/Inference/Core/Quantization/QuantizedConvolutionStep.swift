/// A convolution of bytes, with sums in 32-bit integers and everything that is fused to it in floats.
package struct QuantizedConvolutionStep: Sendable {
    /// The same in floats; of its weights and bias only the shapes count.
    package let layer: ConvolutionStep
    package let filter: QuantizedFilter
    /// Of a residual that comes as bytes, whose zero is 0; `nil` of floats.
    package let residual: Quantization?
    /// Of the bytes that it makes; `nil` if it makes floats.
    package let target: Quantization?
}
