extension OperationReader {
    /// The operation if it works on each element by itself, else nil.
    mutating func elementwiseOperation() throws(ModelError) -> Operation? {
        if let function = try unaryFunction() { return .unary(function) }
        if let function = binaryFunction() { return .binary(function) }
        guard name == "Clip" else { return nil }
        guard operatorSet < 11 else { return .clip }
        let minimum = try attributes.float("min", default: -.greatestFiniteMagnitude)
        let maximum = try attributes.float("max", default: .greatestFiniteMagnitude)
        return .unary(.clip(minimum: minimum, maximum: maximum))
    }

    private mutating func unaryFunction() throws(ModelError) -> UnaryFunction? {
        switch name {
        case "Relu": return .relu
        case "LeakyRelu": return .leakyRelu(slope: try attributes.float("alpha", default: 0.01))
        case "Sigmoid": return .sigmoid
        case "HardSigmoid":
            let slope = try attributes.float("alpha", default: 0.2)
            return .hardSigmoid(slope: slope, offset: try attributes.float("beta", default: 0.5))
        case "HardSwish": return .hardSwish
        case "Tanh": return .tanh
        case "Elu": return .elu(alpha: try attributes.float("alpha", default: 1))
        case "Exp": return .exponential
        case "Sqrt": return .squareRoot
        case "Abs": return .magnitude
        case "Neg": return .negation
        default: return nil
        }
    }

    private func binaryFunction() -> BinaryFunction? {
        switch name {
        case "Add", "Sum": .add
        case "Sub": .subtract
        case "Mul": .multiply
        case "Div": .divide
        case "Max": .maximum
        case "Min": .minimum
        case "Pow": .power
        default: nil
        }
    }
}
