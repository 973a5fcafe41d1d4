/// A function of two elements, the last dimension in an inner loop.
struct BinaryKernel: PortableKernel {
    private let function: BinaryFunction
    private let activation: UnaryFunction?
    private let outer: [Int]
    private let inner: Int
    private let walks: (BroadcastWalk, BroadcastWalk)

    init(_ function: BinaryFunction, _ activation: UnaryFunction?, shapes: [[Int]], output: [Int]) {
        self.function = function
        self.activation = activation
        // A scalar is a row of one.
        let output = output.isEmpty ? [1] : output
        outer = Array(output.dropLast())
        inner = output[output.count - 1]
        walks = (BroadcastWalk(shapes[0], in: output), BroadcastWalk(shapes[1], in: output))
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        let steps = (walks.0.strides[outer.count], walks.1.strides[outer.count])
        var target = output
        var rows = Odometer(outer, strides: [Array(walks.0.strides.dropLast()), Array(walks.1.strides.dropLast())])
        for _ in 0..<rows.count {
            let left = inputs[0] + rows.positions[0]
            let right = inputs[1] + rows.positions[1]
            for index in 0..<inner {
                let value = function(left[index * steps.0], right[index * steps.1])
                target[index] = activation.map { $0(value) } ?? value
            }
            target += inner
            rows.advance()
        }
    }
}
