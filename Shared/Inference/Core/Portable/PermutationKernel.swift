/// The same numbers with their dimensions in another order.
struct PermutationKernel: PortableKernel {
    private let result: [Int]
    private let strides: [Int]

    init(_ shape: [Int], order: [Int]) {
        result = order.map { shape[$0] }
        let source = Shape.strides(shape)
        strides = order.map { source[$0] }
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for (index, place) in MultiIndex.all(in: result).enumerated() {
            output[index] = inputs[0][zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }]
        }
    }
}
