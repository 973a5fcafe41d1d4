/// Products of two stacks of matrices; a stack's leading dimensions of size 1 repeat.
struct MatrixProductKernel: PortableKernel {
    private let rows: Int
    private let inner: Int
    private let columns: Int
    /// Per product, the matrix of each operand.
    private let pairs: [(Int, Int)]

    init(_ left: [Int], _ right: [Int], _ output: [Int]) {
        rows = left[left.count - 2]
        inner = left[left.count - 1]
        columns = right[right.count - 1]
        let stack = Array(output.dropLast(2))
        let leftWalk = BroadcastWalk(Array(left.dropLast(2)), in: stack)
        let rightWalk = BroadcastWalk(Array(right.dropLast(2)), in: stack)
        pairs = MultiIndex.all(in: stack).map { (leftWalk.position($0), rightWalk.position($0)) }
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for (index, pair) in pairs.enumerated() {
            multiply(
                inputs[0] + pair.0 * rows * inner,
                inputs[1] + pair.1 * inner * columns,
                output + index * rows * columns
            )
        }
    }

    private func multiply(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        _ output: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows {
            let target = output + row * columns
            target.update(repeating: 0, count: columns)
            for index in 0..<inner {
                let factor = a[row * inner + index]
                for column in 0..<columns { target[column] += factor * b[index * columns + column] }
            }
        }
    }
}
