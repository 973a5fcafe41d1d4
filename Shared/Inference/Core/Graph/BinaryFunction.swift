/// Elementwise functions of two tensors, with repetition of dimensions of size 1.
package enum BinaryFunction: Equatable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    case maximum
    case minimum
    case power
}
