import Glibc

extension UnaryFunction {
    /// The value for one number; the definition that every faster kernel must agree with.
    package func callAsFunction(_ x: Float) -> Float {
        switch self {
        case .relu: max(x, 0)
        case .leakyRelu(let slope): x < 0 ? x * slope : x
        case .clip(let minimum, let maximum): min(max(x, minimum), maximum)
        case .sigmoid: 1 / (1 + exp(-x))
        case .hardSigmoid(let slope, let offset): max(0, min(1, slope * x + offset))
        case .hardSwish: x * max(0, min(1, x / 6 + 0.5))
        case .tanh: Glibc.tanh(x)
        case .elu(let alpha): x < 0 ? alpha * (exp(x) - 1) : x
        case .exponential: exp(x)
        case .squareRoot: x.squareRoot()
        case .magnitude: abs(x)
        case .negation: -x
        }
    }
}
