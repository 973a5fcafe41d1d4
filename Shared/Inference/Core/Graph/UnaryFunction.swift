/// Elementwise functions of one tensor.
package enum UnaryFunction: Equatable, Sendable {
    case relu
    /// Negative values times the slope.
    case leakyRelu(slope: Float)
    case clip(minimum: Float, maximum: Float)
    case sigmoid
    /// `max(0, min(1, slope · x + offset))`.
    case hardSigmoid(slope: Float, offset: Float)
    /// `x · max(0, min(1, x / 6 + 1/2))`.
    case hardSwish
    case tanh
    /// `alpha · (eˣ − 1)` for negative x.
    case elu(alpha: Float)
    case exponential
    case squareRoot
    case magnitude
    case negation
}
