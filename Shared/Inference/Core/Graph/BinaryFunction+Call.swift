import Glibc

extension BinaryFunction {
    /// The value for two numbers; the definition that every faster kernel must agree with.
    package func callAsFunction(_ a: Float, _ b: Float) -> Float {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        case .power: pow(a, b)
        }
    }

    /// The value for two integers of shape arithmetic; nil if there is none in 64 bits.
    func integer(_ a: Int, _ b: Int) -> Int? {
        let (value, overflow): (Int, Bool) =
            switch self {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .divide: a.dividedReportingOverflow(by: b)
            case .maximum: (max(a, b), false)
            case .minimum: (min(a, b), false)
            case .power: (0, true)
            }
        return overflow ? nil : value
    }
}
