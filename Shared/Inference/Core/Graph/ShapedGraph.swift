/// A graph for one input shape: every value's shape is known, and the shape arithmetic is gone.
package struct ShapedGraph: Sendable {
    package let graph: Graph
    /// Per value, in the file's order of dimensions.
    package private(set) var shapes: [Graph.ValueID: [Int]] = [:]
    /// The graph's constants and those that follow from the input's shape.
    package private(set) var constants: [Graph.ValueID: Constant]

    /// Infers all shapes.
    ///
    /// - Parameters:
    ///   - graph: The folded graph.
    ///   - inputShapes: One per input of the graph, complete.
    /// - Throws: ``ModelError`` naming the first node that does not fit.
    package init(_ graph: Graph, inputShapes: [[Int]]) throws(ModelError) {
        self.graph = graph
        constants = graph.constants
        for (value, constant) in graph.constants { shapes[value] = constant.shape }
        for (input, shape) in zip(graph.inputs, inputShapes) {
            _ = try Shape.elementCount(shape)
            shapes[input.value] = shape
        }
        for node in graph.nodes { try infer(node) }
    }

    /// Nodes that are left to run time.
    package func runs(_ node: GraphNode) -> Bool { constants[node.output] == nil }

    func shape(_ value: Graph.ValueID) -> [Int] { shapes[value] ?? [] }

    private mutating func infer(_ node: GraphNode) throws(ModelError) {
        let inference = ShapeInference(
            node: node,
            shapes: node.inputs.map { $0.flatMap { shapes[$0] } },
            constants: node.inputs.map { $0.flatMap { constants[$0] } }
        )
        if let constant = try ConstantEvaluation(inference).result() {
            constants[node.output] = constant
            shapes[node.output] = constant.shape
            return
        }
        try checkIsActivation(node)
        shapes[node.output] = try inference.outputShape()
    }

    /// Shape arithmetic that did not fold has no meaning at run time.
    private func checkIsActivation(_ node: GraphNode) throws(ModelError) {
        switch node.operation {
        case .gather, .slice, .constantOfShape, .cast, .shape:
            throw .invalidNode(node: node.name, reason: "this operator is supported for shape arithmetic only")
        case .convolution, .pool, .globalPool, .batchNormalization, .unary, .clip, .binary, .concat, .softmax, .reduce,
            .flatten, .reshape, .squeeze, .unsqueeze, .transpose, .gemm, .matrixProduct, .identity:
            break
        }
    }
}
