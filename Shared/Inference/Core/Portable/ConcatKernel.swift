/// Joins tensors along one dimension.
struct ConcatKernel: PortableKernel {
    private let outer: Int
    /// Per input, the elements of one row from the axis on.
    private let widths: [Int]

    init(_ shapes: [[Int]], axis: Int) {
        outer = shapes[0][..<axis].reduce(1, *)
        widths = shapes.map { $0[axis...].reduce(1, *) }
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        var target = output
        for row in 0..<outer {
            for (input, width) in zip(inputs, widths) {
                target.update(from: input + row * width, count: width)
                target += width
            }
        }
    }
}
