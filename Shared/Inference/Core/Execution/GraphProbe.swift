/// Computes values inside a graph from values that are known already, for work that looks at activations.
///
/// Confined to the thread that the backend was prepared on.
package struct GraphProbe {
    private static let batch = 32

    private let graph: Graph
    private let inputShape: [Int]
    private let makeBuilder: () throws(ModelError) -> any PlanBuilder

    /// - Parameters:
    ///   - graph: A folded graph with one input.
    ///   - inputShape: Of one sample, channels first.
    ///   - makeBuilder: A new builder of 32-bit plans at each call, so that weights of the past are let go.
    package init(
        _ graph: Graph,
        inputShape: [Int],
        makeBuilder: @escaping () throws(ModelError) -> any PlanBuilder
    ) {
        self.graph = graph
        self.inputShape = inputShape
        self.makeBuilder = makeBuilder
    }

    /// Runs the nodes between what is known and the value.
    ///
    /// - Parameters:
    ///   - value: Made by some node.
    ///   - known: Equally many samples of each value; at least one of which the wanted value depends on.
    /// - Returns: As many samples.
    /// - Throws: ``ModelError``, or ``InferenceError`` where the kernel library fails.
    package func compute(_ value: Graph.ValueID, from known: [Graph.ValueID: Activations]) throws -> Activations {
        let (nodes, sources) = needed(for: value, known: known)
        guard let count = sources.first.flatMap({ known[$0]?.sampleCount }), count > 0 else {
            throw ModelError.invalidGraph(reason: "value '\(graph.names[value])' depends on nothing known")
        }
        var result = Activations(shape: [], numbers: [])
        var plan: (size: Int, run: PlannedProbe)?
        for start in stride(from: 0, to: count, by: Self.batch) {
            let size = min(Self.batch, count - start)
            let run = try plan.flatMap { $0.size == size ? $0.run : nil } ?? prepare(value, nodes, sources, size)
            plan = (size, run)
            let part = try run.run(sources.compactMap { known[$0] }, from: start, count: size)
            result = Activations(shape: run.shape, numbers: result.numbers + part)
        }
        return result
    }

    /// The nodes in the graph's order, and the known values that they take.
    private func needed(
        for value: Graph.ValueID,
        known: [Graph.ValueID: Activations]
    ) -> (nodes: [Int], sources: [Graph.ValueID]) {
        let producers = graph.producers()
        var nodes: Set<Int> = []
        var sources: Set<Graph.ValueID> = []
        var pending = [value]
        while let next = pending.popLast() {
            if known[next] != nil {
                sources.insert(next)
            } else if let node = producers[next], nodes.insert(node).inserted {
                pending += graph.nodes[node].inputs.compactMap(\.self)
            }
        }
        return (nodes.sorted(), sources.sorted())
    }

    private func prepare(
        _ value: Graph.ValueID,
        _ nodes: [Int],
        _ sources: [Graph.ValueID],
        _ batch: Int
    ) throws -> PlannedProbe {
        let shaped = try ShapedGraph(graph, inputShapes: [[batch] + inputShape])
        let isPicture = shaped.shape(value).count == 4
        let program = try ProgramBuilder.program(
            shaped,
            nodes: nodes,
            inputs: sources,
            stored: isPicture ? [value] : [],
            rowMajor: isPicture ? [] : [value],
            derived: DerivedConstants()
        )
        let shape = Array(StorageOrder.stored(shaped.shape(value)).dropFirst())
        return try PlannedProbe(program, builder: try makeBuilder(), shape: shape)
    }
}
