/// Cuts a graph into stages, checks that its samples are independent, and counts what each stage holds.
struct ModelInspection {
    let inputShape: [Int]
    let cuts: [StageCut]
    private(set) var stages: [StageDescription] = []

    init(_ graph: Graph) throws(ModelError) {
        inputShape = try Self.sampleShape(graph)
        let single = try ShapedGraph(graph, inputShapes: [[1] + inputShape])
        // Three is a batch size that hardly any dimension has by chance.
        let triple = try ShapedGraph(graph, inputShapes: [[3] + inputShape])
        for node in graph.nodes where single.runs(node) { try Self.checkIndependence(node, single, triple) }
        cuts = StageCut.stages(of: graph)
        var counted: Set<Graph.ValueID> = []
        let derived = DerivedConstants()
        for cut in cuts { stages.append(try Self.describe(cut, single, derived, counted: &counted)) }
    }

    private static func sampleShape(_ graph: Graph) throws(ModelError) -> [Int] {
        guard graph.inputs.count == 1 else {
            throw .invalidGraph(reason: "\(graph.inputs.count) inputs, a model has one")
        }
        let declared = graph.inputs[0].shape
        let shape = declared.dropFirst().compactMap(\.self)
        guard !declared.isEmpty, shape.count == declared.count - 1 else {
            throw .invalidGraph(reason: "input '\(graph.inputs[0].name)' has unknown dimensions besides the batch")
        }
        return shape
    }

    /// A sample's result must not depend on the others in its batch, nor may the batch be regrouped.
    private static func checkIndependence(
        _ node: GraphNode,
        _ single: ShapedGraph,
        _ triple: ShapedGraph
    ) throws(ModelError) {
        let one = single.shape(node.output)
        let three = triple.shape(node.output)
        var isIndependent = one.first == 1 && three.first == 3 && one.dropFirst() == three.dropFirst()
        if case .softmax(let axis, _) = node.operation, axis == 0 || axis == -one.count { isIndependent = false }
        guard isIndependent else {
            throw .invalidNode(node: node.name, reason: "it mixes the samples of a batch, \(three) for a batch of 3")
        }
    }

    private static func describe(
        _ cut: StageCut,
        _ shaped: ShapedGraph,
        _ derived: DerivedConstants,
        counted: inout Set<Graph.ValueID>
    ) throws(ModelError) -> StageDescription {
        let graph = shaped.graph
        let program = try ProgramBuilder.program(
            shaped,
            nodes: cut.nodes,
            inputs: cut.inputs,
            stored: cut.carried,
            rowMajor: [cut.output],
            derived: derived
        )
        var parameters = 0
        for value in cut.nodes.flatMap({ graph.nodes[$0].inputs.compactMap(\.self) }) {
            guard let constant = graph.constants[value], constant.floats != nil, counted.insert(value).inserted else {
                continue
            }
            parameters += constant.elementCount
        }
        func description(_ value: Graph.ValueID) -> TensorDescription {
            TensorDescription(name: graph.names[value], shape: Array(shaped.shape(value).dropFirst()))
        }
        return StageDescription(
            name: graph.names[cut.output],
            inputs: cut.inputs.map(description),
            carried: cut.carried.map(description),
            logits: description(cut.output),
            features: cut.features.map(description),
            mflop: Double(program.operationCount) / 1e6,
            parameterCount: parameters,
            nodeCount: cut.nodes.count
        )
    }
}
