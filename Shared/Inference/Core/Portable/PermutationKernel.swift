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
        var places = Odometer(result, strides: [strides])
        for index in 0..<places.count {
            output[index] = inputs[0][places.positions[0]]
            places.advance()
        }
    }
}
