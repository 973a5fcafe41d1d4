extension UnaryFunction {
    /// Whether every backend can apply it to a result before that reaches memory.
    package var isFusible: Bool {
        switch self {
        case .relu, .leakyRelu, .clip, .sigmoid, .hardSwish, .tanh: true
        case .hardSigmoid, .elu, .exponential, .squareRoot, .magnitude, .negation: false
        }
    }
}
