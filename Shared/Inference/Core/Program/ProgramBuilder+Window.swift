extension ProgramBuilder {
    /// Lowers convolutions and pools; a picture with one spatial dimension becomes one with a single row.
    mutating func lowerWindow(_ node: GraphNode, index: Int) throws(ModelError) {
        let value = try input(0, of: node)
        let shape = shaped.shape(value)
        let isLine = shape.count == 3
        let picture = isLine ? try linePicture(value, shape) : try tensor(value)
        let tail = fusion.tail(of: index)
        let output: Program.TensorID
        if case .convolution(let window, let groups) = node.operation {
            output = try convolution(node, window, groups: groups, picture: picture, shape: shape, tail: tail)
        } else {
            output = try pool(node, picture: picture, shape: shape)
        }
        guard isLine else { return define(tail.output, output) }
        let result = shaped.shape(tail.output)
        let line = view(output, shape: [result[0], result[2], result[1]])
        define(tail.output, permuted(line, [0, 2, 1], name: node.name))
    }

    /// [samples, channels, length] as a stored picture of one row.
    private mutating func linePicture(_ value: Graph.ValueID, _ shape: [Int]) throws(ModelError) -> Program.TensorID {
        let moved = permuted(try tensor(value), [0, 2, 1], name: shaped.graph.names[value])
        return view(moved, shape: [shape[0], 1, shape[2], shape[1]])
    }

    private mutating func convolution(
        _ node: GraphNode,
        _ window: Window,
        groups: Int,
        picture: Program.TensorID,
        shape: [Int],
        tail: FusionPlan.Tail
    ) throws(ModelError) -> Program.TensorID {
        let given = try weights(1, of: node)
        let isLine = shape.count == 3
        let weights =
            isLine
            ? derived.constant(given, form: "line") {
                Constant(shape: [given.shape[0], given.shape[1], 1, given.shape[2]], elements: given.elements)
            } : given
        let axes = try window.geometry(
            Array(shape[2...]),
            weights: Array(given.shape[2...]),
            roundsUp: false,
            node: node.name
        )
        let step = ConvolutionStep(
            batch: shape[0],
            inputChannels: shape[1],
            outputChannels: weights.shape[0],
            groups: groups,
            rows: isLine ? .point : axes[0],
            columns: axes[axes.count - 1],
            weights: weights,
            bias: node.inputs.count > 2 && node.inputs[2] != nil ? try self.weights(2, of: node) : nil,
            addsResidual: tail.residual != nil,
            activation: tail.activation,
            sourceName: node.inputs[0].map { shaped.graph.names[$0] }
        )
        var inputs = [picture]
        if let residual = tail.residual { inputs.append(try tensor(residual)) }
        let result = [step.batch, step.rows.output, step.columns.output, step.outputChannels]
        return addStep(node.name, .convolution(step), inputs, shape: result)
    }

    private mutating func pool(
        _ node: GraphNode,
        picture: Program.TensorID,
        shape: [Int]
    ) throws(ModelError) -> Program.TensorID {
        let function: PoolFunction
        let axes: [AxisGeometry]
        switch node.operation {
        case .pool(let pool, let window, let roundsUp):
            function = pool
            axes = try window.geometry(Array(shape[2...]), weights: nil, roundsUp: roundsUp, node: node.name)
        case .globalPool(let pool):
            function = pool
            axes = shape[2...].map(AxisGeometry.whole)
        default: throw .invalidNode(node: node.name, reason: "no pool")
        }
        return addPool(
            node.name,
            picture,
            PoolStep(
                function: function,
                batch: shape[0],
                channels: shape[1],
                rows: axes.count == 1 ? .point : axes[0],
                columns: axes[axes.count - 1]
            )
        )
    }

    mutating func addPool(_ name: String, _ picture: Program.TensorID, _ step: PoolStep) -> Program.TensorID {
        let result = [step.batch, step.rows.output, step.columns.output, step.channels]
        return addStep(name, .pool(step), [picture], shape: result)
    }

    /// A constant float input.
    func weights(_ index: Int, of node: GraphNode) throws(ModelError) -> Constant {
        let value = try input(index, of: node)
        guard let constant = shaped.constants[value], constant.floats != nil else {
            throw .invalidNode(node: node.name, reason: "input \(index) must be known at load")
        }
        return constant
    }
}
