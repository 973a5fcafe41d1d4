extension ProgramBuilder {
    /// Lowers operators that treat one or some dimensions apart from the others.
    mutating func lowerAlongAxes(_ node: GraphNode) throws(ModelError) {
        let value = try input(0, of: node)
        let shape = shaped.shape(value)
        let inference = ShapeInference(
            node: node,
            shapes: node.inputs.map { $0.map(shaped.shape) },
            constants: node.inputs.map { $0.flatMap { shaped.constants[$0] } }
        )
        switch node.operation {
        case .concat(let axis):
            let axis = try inference.normalized(axis, rank: shape.count)
            var operands: [Program.TensorID] = []
            for index in node.inputs.indices { operands.append(try tensor(try input(index, of: node))) }
            let position = StorageOrder.position(of: axis, rank: shape.count)
            let result = StorageOrder.stored(shaped.shape(node.output))
            define(node.output, addStep(node.name, .concat(axis: position), operands, shape: result))
        case .softmax(let axis, let flattens):
            let axis = try inference.normalized(axis, rank: shape.count, includesEnd: flattens)
            try lowerSoftmax(node, value, axis: axis, flattens: flattens)
        case .reduce(let reduction, let axes, _, let ignoresEmpty):
            let axes = try inference.reducedAxes(axes, ignoresEmpty)
            try lowerReduction(node, value, reduction, axes: axes)
        case .transpose(let order):
            try lowerTransposition(node, value, order: try inference.permutation(order))
        default: throw .invalidNode(node: node.name, reason: "no operator along axes")
        }
    }

    private mutating func lowerSoftmax(
        _ node: GraphNode,
        _ value: Graph.ValueID,
        axis: Int,
        flattens: Bool
    ) throws(ModelError) {
        let shape = shaped.shape(value)
        guard flattens, axis != shape.count - 1 else {
            let position = StorageOrder.position(of: axis, rank: shape.count)
            let kind = ProgramStep.Kind.softmax(axis: position)
            let result = addStep(node.name, kind, [try tensor(value)], shape: StorageOrder.stored(shape))
            return define(node.output, result)
        }
        let rows = shape[..<axis].reduce(1, *)
        let matrix = [rows, shape[axis...].reduce(1, *)]
        let flat = view(try rowMajorTensor(value), shape: matrix)
        defineRowMajor(node.output, addStep(node.name, .softmax(axis: 1), [flat], shape: matrix))
    }

    private mutating func lowerReduction(
        _ node: GraphNode,
        _ value: Graph.ValueID,
        _ reduction: Reduction,
        axes: [Int]
    ) throws(ModelError) {
        let shape = shaped.shape(value)
        let rank = shape.count
        let kept = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
        let reduced: Program.TensorID
        if rank == 4, axes == [2, 3], reduction == .mean {
            // Some exporters write a global pool like this, and pools are faster.
            let step = PoolStep(
                function: .average(countsPadding: false),
                batch: shape[0],
                channels: shape[1],
                rows: .whole(shape[2]),
                columns: .whole(shape[3])
            )
            reduced = addPool(node.name, try tensor(value), step)
        } else {
            let positions = axes.map { StorageOrder.position(of: $0, rank: rank) }.sorted()
            let kind = ProgramStep.Kind.reduce(reduction, axes: positions)
            reduced = addStep(node.name, kind, [try tensor(value)], shape: StorageOrder.stored(kept))
        }
        guard kept != shaped.shape(node.output) else { return define(node.output, reduced) }
        let inOrder = rank == 4 ? permuted(reduced, [0, 3, 1, 2], name: node.name) : reduced
        defineRowMajor(node.output, inOrder)
    }

    private mutating func lowerTransposition(
        _ node: GraphNode,
        _ value: Graph.ValueID,
        order: [Int]
    ) throws(ModelError) {
        let rank = order.count
        let stored = StorageOrder.order(rank: rank).map { StorageOrder.position(of: order[$0], rank: rank) }
        define(node.output, permuted(try tensor(value), stored, name: node.name))
    }

    /// Lowers operators that only change the shape.
    mutating func lowerRegrouping(_ node: GraphNode) throws(ModelError) {
        let value = try input(0, of: node)
        let shape = shaped.shape(value)
        if isProductInput(node, of: shape) {
            flattenedPictures[node.output] = Array(shape[1...])
            return define(node.output, view(try tensor(value), shape: shaped.shape(node.output)))
        }
        defineRowMajor(node.output, try rowMajorTensor(value))
    }

    /// Whether a picture is flattened only for products with weights, which can follow the stored order instead.
    private func isProductInput(_ node: GraphNode, of shape: [Int]) -> Bool {
        let result = shaped.shape(node.output)
        guard shape.count == 4, result == [shape[0], shape[1] * shape[2] * shape[3]],
            !fusion.outputs.contains(node.output)
        else { return false }
        let users = fusion.consumers[node.output] ?? []
        return users.allSatisfy { index in
            let user = shaped.graph.nodes[index]
            guard nodes.contains(index), user.inputs[0] == node.output, user.inputs[1] != node.output,
                let matrix = user.inputs[1].flatMap({ shaped.constants[$0] }), matrix.shape.count == 2
            else { return false }
            switch user.operation {
            case .gemm(let gemm): return !gemm.transposesA && !user.inputs.dropFirst(2).contains(node.output)
            case .matrixProduct: return true
            default: return false
            }
        }
    }
}
