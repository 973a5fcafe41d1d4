extension ProgramBuilder {
    /// Lowers a function of two tensors; the file aligns their dimensions at the end.
    mutating func lowerBinary(_ node: GraphNode, _ function: BinaryFunction, index: Int) throws(ModelError) {
        let tail = fusion.tail(of: index)
        let rank = shaped.shape(node.output).count
        let operands = [
            try operand(try input(0, of: node), rank: rank), try operand(try input(1, of: node), rank: rank),
        ]
        let shape = StorageOrder.stored(shaped.shape(node.output))
        let kind = ProgramStep.Kind.binary(function, activation: tail.activation)
        define(tail.output, addStep(node.name, kind, operands, shape: shape))
    }

    /// A normalization that no convolution took in: a scale and a shift per channel.
    mutating func lowerNormalization(_ node: GraphNode, epsilon: Float) throws(ModelError) {
        let value = try input(0, of: node)
        let rank = shaped.shape(value).count
        let statistics = try (1..<5).map { index throws(ModelError) in try weights(index, of: node).floats ?? [] }
        let scale = statistics[0].indices.map { statistics[0][$0] / (statistics[3][$0] + epsilon).squareRoot() }
        let shift = scale.indices.map { statistics[1][$0] - statistics[2][$0] * scale[$0] }
        var shape = [Int](repeating: 1, count: rank)
        shape[StorageOrder.position(of: 1, rank: rank)] = scale.count
        var result = try tensor(value)
        for (function, numbers) in [(BinaryFunction.multiply, scale), (.add, shift)] {
            let constant = addConstant(Constant(numbers, shape: shape), node.name)
            let output = StorageOrder.stored(shaped.shape(value))
            result = addStep(node.name, .binary(function, activation: nil), [result, constant], shape: output)
        }
        define(node.output, result)
    }

    /// An operand with leading dimensions of size 1 up to a rank, stored as tensors of that rank are.
    private mutating func operand(_ value: Graph.ValueID, rank: Int) throws(ModelError) -> Program.TensorID {
        let shape = shaped.shape(value)
        guard shape.count < rank else { return try tensor(value) }
        let expanded = view(try rowMajorTensor(value), shape: Shape.expanded(shape, rank: rank))
        return rank == 4 ? permuted(expanded, [0, 2, 3, 1], name: shaped.graph.names[value]) : expanded
    }
}
