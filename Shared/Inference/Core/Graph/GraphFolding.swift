/// Simplifies a graph once at load: what does not depend on the input's shape is computed, what does nothing goes.
///
/// It removes identities (exporters share equal weights through them, and dropout is one at inference), computes nodes
/// of constants, writes constant clip bounds into the node, merges batch normalization into the convolution before it,
/// and drops nodes that no output needs.
struct GraphFolding {
    private var graph: Graph
    /// The value that stands for a removed one.
    private var replacements: [Graph.ValueID: Graph.ValueID] = [:]

    init(_ graph: Graph) {
        self.graph = graph
    }

    mutating func folded() throws(ModelError) -> Graph {
        var kept: [GraphNode] = []
        for var node in graph.nodes {
            node.inputs = node.inputs.map { $0.map(resolved) }
            if try !fold(&node) { kept.append(node) }
        }
        graph.nodes = kept
        graph.outputs = graph.outputs.map(resolved)
        try mergeNormalizations()
        graph.dropUnused()
        for output in graph.outputs where graph.constants[output] != nil {
            throw .invalidGraph(reason: "output '\(graph.names[output])' does not depend on the input")
        }
        return graph
    }

    private func resolved(_ value: Graph.ValueID) -> Graph.ValueID { replacements[value] ?? value }

    /// Returns whether the node is gone.
    private mutating func fold(_ node: inout GraphNode) throws(ModelError) -> Bool {
        let constants = node.inputs.map { $0.flatMap { graph.constants[$0] } }
        switch node.operation {
        case .identity, .cast(toFloat: true):
            if node.inputs.count > 2, node.inputs[2] != nil, constants[2]?.integers?.allSatisfy({ $0 == 0 }) != true {
                throw .unsupportedAttribute(node: node.name, attribute: "training_mode", value: "true")
            }
            guard let input = node.inputs[0], graph.constants[input]?.integers == nil else { break }
            replacements[node.output] = input
            return true
        case .clip: node = try clip(node, constants)
        // The shape of a constant is known as well, but evaluation below needs a shape for every input.
        default: break
        }
        guard node.inputs.indices.allSatisfy({ node.inputs[$0] == nil || constants[$0] != nil }) else { return false }
        let inference = ShapeInference(node: node, shapes: constants.map { $0?.shape }, constants: constants)
        guard let result = try ConstantEvaluation(inference).result() else { return false }
        graph.constants[node.output] = result
        return true
    }

    private func clip(_ node: GraphNode, _ constants: [Constant?]) throws(ModelError) -> GraphNode {
        var bounds: [Float] = [-.infinity, .infinity]
        for index in 1..<3 where index < node.inputs.count && node.inputs[index] != nil {
            guard let bound = constants[index]?.floats, bound.count == 1 else {
                throw .invalidNode(node: node.name, reason: "a clip bound that is no constant float")
            }
            bounds[index - 1] = bound[0]
        }
        var node = node
        node.operation = .unary(.clip(minimum: bounds[0], maximum: bounds[1]))
        node.inputs = [node.inputs[0]]
        return node
    }

    private mutating func mergeNormalizations() throws(ModelError) {
        let consumers = graph.consumers()
        let producers = graph.producers()
        var removed: Set<Int> = []
        for (index, node) in graph.nodes.enumerated() {
            guard case .batchNormalization(let epsilon) = node.operation, let input = node.inputs[0],
                consumers[input]?.count == 1, !graph.outputs.contains(input), let producer = producers[input],
                let merged = merged(graph.nodes[producer], into: node, epsilon: epsilon)
            else { continue }
            graph.nodes[index] = merged
            removed.insert(producer)
        }
        graph.nodes = graph.nodes.indices.filter { !removed.contains($0) }.map { graph.nodes[$0] }
    }

    /// The convolution that makes what the normalization made of it; nil if weights are not constant.
    private mutating func merged(_ convolution: GraphNode, into node: GraphNode, epsilon: Float) -> GraphNode? {
        guard case .convolution = convolution.operation,
            let weights = convolution.inputs[1].flatMap({ graph.constants[$0] }), let old = weights.floats,
            let channels = weights.shape.first, channels > 0
        else { return nil }
        let statistics = node.inputs.dropFirst().compactMap { $0.flatMap { graph.constants[$0]?.floats } }
        guard statistics.count == 4, statistics.allSatisfy({ $0.count == channels }) else { return nil }
        var bias = [Float](repeating: 0, count: channels)
        if convolution.inputs.count > 2, let value = convolution.inputs[2] {
            guard let given = graph.constants[value]?.floats, given.count == channels else { return nil }
            bias = given
        }
        let scale = (0..<channels).map { statistics[0][$0] / (statistics[3][$0] + epsilon).squareRoot() }
        let taps = old.count / channels
        let new = old.indices.map { old[$0] * scale[$0 / taps] }
        let shift = (0..<channels).map { (bias[$0] - statistics[2][$0]) * scale[$0] + statistics[1][$0] }
        let inputs = [
            convolution.inputs[0],
            graph.addConstant("\(node.name).weights", Constant(new, shape: weights.shape)),
            graph.addConstant("\(node.name).bias", Constant(shift, shape: [channels])),
        ]
        return GraphNode(name: convolution.name, operation: convolution.operation, inputs: inputs, output: node.output)
    }
}
