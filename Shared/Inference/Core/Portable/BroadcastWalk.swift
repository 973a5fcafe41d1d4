/// Where the operand's element for a place in the result lies, when dimensions of size 1 repeat.
struct BroadcastWalk {
    /// Elements to step per dimension of the result; 0 where the operand repeats.
    let strides: [Int]

    /// - Parameters:
    ///   - operand: Its shape, of at most the result's rank.
    ///   - result: The result's shape.
    init(_ operand: [Int], in result: [Int]) {
        let shape = Shape.expanded(operand, rank: result.count)
        strides = zip(shape, Shape.strides(shape)).map { $0 == 1 ? 0 : $1 }
    }

    func position(_ index: [Int]) -> Int {
        zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
