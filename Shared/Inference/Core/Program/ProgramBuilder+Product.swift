extension ProgramBuilder {
    /// Lowers `Gemm` and `MatMul`, to a product with weights where the second matrix is known.
    mutating func lowerProduct(_ node: GraphNode, index: Int) throws(ModelError) {
        let gemm: Gemm? = if case .gemm(let gemm) = node.operation { gemm } else { nil }
        let tail = fusion.tail(of: index)
        let matrix = shaped.constants[try input(1, of: node)]
        let isPlain = matrix?.shape.count == 2 && gemm?.transposesA != true && matrix?.floats != nil
        guard isPlain, let matrix else { return try lowerGeneralProduct(node, gemm, tail) }
        let rank = shaped.shape(try input(0, of: node)).count
        let left = rank == 4 ? try rowMajorTensor(try input(0, of: node)) : try tensor(try input(0, of: node))
        let transposes = gemm?.transposesB ?? false
        let inner = matrix.shape[transposes ? 1 : 0]
        let outer = matrix.shape[transposes ? 0 : 1]
        let bias = try foldedBias(node, gemm, outer: outer)
        let hasOpenSum = gemm != nil && node.inputs.count > 2 && node.inputs[2] != nil && bias == nil
        let count = shaped.shape(node.output).reduce(1, *)
        let step = InnerProductStep(
            rows: outer == 0 ? 0 : count / outer,
            inner: inner,
            outer: outer,
            weights: productWeights(matrix, of: node, gemm),
            bias: bias,
            activation: hasOpenSum ? nil : tail.activation
        )
        var result = addStep(
            node.name,
            .innerProduct(step),
            [view(left, shape: [step.rows, inner])],
            shape: [step.rows, outer]
        )
        if hasOpenSum, let gemm { result = try addSummand(node, gemm, to: result, tail) }
        defineRowMajor(tail.output, result)
    }

    /// The matrix as [outer, inner], scaled, and reordered if its input is a picture that was flattened in place.
    private func productWeights(_ matrix: Constant, of node: GraphNode, _ gemm: Gemm?) -> Constant {
        let scale = gemm?.productScale ?? 1
        let transposes = gemm?.transposesB ?? false
        let picture = node.inputs[0].flatMap { flattenedPictures[$0] }
        guard scale != 1 || !transposes || picture != nil else { return matrix }
        let form = "product \(scale) \(transposes) \(picture ?? [])"
        return derived.constant(matrix, form: form) {
            let old = matrix.floats ?? []
            let (inner, outer) = transposes ? (matrix.shape[1], matrix.shape[0]) : (matrix.shape[0], matrix.shape[1])
            var new: [Float] = []
            new.reserveCapacity(old.count)
            for row in 0..<outer {
                for column in 0..<inner {
                    let source = picture.map { Self.filePosition(column, in: $0) } ?? column
                    new.append(scale * old[transposes ? row * inner + source : source * outer + row])
                }
            }
            return Constant(new, shape: [outer, inner])
        }
    }

    /// Where the file's flattening puts the number that stored order has at `position`; the picture is [C, H, W].
    private static func filePosition(_ position: Int, in picture: [Int]) -> Int {
        let pixels = picture[1] * picture[2]
        return position % picture[0] * pixels + position / picture[0]
    }

    /// The summand as one number per column; nil if there is none or it is not known or not of that form.
    private func foldedBias(_ node: GraphNode, _ gemm: Gemm?, outer: Int) throws(ModelError) -> Constant? {
        guard let gemm, node.inputs.count > 2, let value = node.inputs[2],
            let summand = shaped.constants[value], let floats = summand.floats
        else { return nil }
        let isRow = summand.shape.dropLast().allSatisfy { $0 == 1 } && [1, outer].contains(floats.count)
        guard isRow else { return nil }
        if gemm.sumScale == 1, floats.count == outer { return summand }
        return derived.constant(summand, form: "bias \(gemm.sumScale) \(outer)") {
            let list = floats.count == outer ? floats : [Float](repeating: floats[0], count: outer)
            return Constant(list.map { $0 * gemm.sumScale }, shape: [outer])
        }
    }

    private mutating func lowerGeneralProduct(
        _ node: GraphNode,
        _ gemm: Gemm?,
        _ tail: FusionPlan.Tail
    ) throws(ModelError) {
        var operands = [
            try rowMajorTensor(try input(0, of: node)), try rowMajorTensor(try input(1, of: node)),
        ]
        for (index, transposes) in [gemm?.transposesA ?? false, gemm?.transposesB ?? false].enumerated()
        where transposes {
            operands[index] = permuted(operands[index], [1, 0], name: node.name)
        }
        let rank = max(shaped.shape(try input(0, of: node)).count, shaped.shape(try input(1, of: node)).count)
        operands = operands.map { operand in
            view(operand, shape: Shape.expanded(program.tensors[operand].shape, rank: rank))
        }
        var result = addStep(node.name, .matrixProduct, operands, shape: shaped.shape(node.output))
        if let gemm {
            if gemm.productScale != 1 { result = scaled(result, by: gemm.productScale, node.name) }
            result = try addSummand(node, gemm, to: result, tail)
        } else if let activation = tail.activation {
            result = addStep(node.name, .unary(activation), [result], shape: program.tensors[result].shape)
        }
        defineRowMajor(tail.output, result)
    }

    /// Adds the third operand, if there is one, and applies the activation.
    private mutating func addSummand(
        _ node: GraphNode,
        _ gemm: Gemm,
        to product: Program.TensorID,
        _ tail: FusionPlan.Tail
    ) throws(ModelError) -> Program.TensorID {
        let shape = program.tensors[product].shape
        guard node.inputs.count > 2, let value = node.inputs[2] else {
            guard let activation = tail.activation else { return product }
            return addStep(node.name, .unary(activation), [product], shape: shape)
        }
        var summand = try tensor(value)
        summand = view(summand, shape: Shape.expanded(program.tensors[summand].shape, rank: 2))
        if gemm.sumScale != 1 { summand = scaled(summand, by: gemm.sumScale, node.name) }
        return addStep(node.name, .binary(.add, activation: tail.activation), [product, summand], shape: shape)
    }

    private mutating func scaled(_ tensor: Program.TensorID, by factor: Float, _ name: String) -> Program.TensorID {
        let shape = program.tensors[tensor].shape
        let constant = addConstant(Constant([factor], shape: shape.map { _ in 1 }), name)
        return addStep(name, .binary(.multiply, activation: nil), [tensor, constant], shape: shape)
    }
}
