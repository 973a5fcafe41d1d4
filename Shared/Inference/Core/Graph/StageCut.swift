/// One stage of a graph: the nodes up to an exit that no earlier exit needs.
package struct StageCut: Equatable, Sendable {
    /// Indices of the graph's nodes, ascending.
    package let nodes: [Int]
    /// The exit's logits.
    package let output: Graph.ValueID
    /// What it takes from earlier stages, or the network's input.
    package let inputs: [Graph.ValueID]
    /// What later stages take from here or from before; empty for the last stage.
    package let carried: [Graph.ValueID]
    /// What the exit's classifier reads, where the exit ends in a product with weights: heads can read it too.
    package let features: Graph.ValueID?

    /// Cuts a graph at its outputs, ordered by how many nodes each needs.
    ///
    /// A node belongs to the first exit that needs it. A value is carried past an exit if it is there by then and a
    /// later stage uses it. Where the network narrows to one value at each exit, that is the one value carried; any
    /// other graph works as well and carries more.
    ///
    /// - Parameter graph: A graph with one input.
    /// - Returns: The stages in order.
    static func stages(of graph: Graph) -> [StageCut] {
        let ancestors = graph.outputs.map { Self.ancestors(of: $0, in: graph) }
        let order = graph.outputs.indices.sorted {
            (ancestors[$0].count, $0) < (ancestors[$1].count, $1)
        }
        var done: Set<Int> = []
        var nodes: [[Int]] = []
        for output in order {
            nodes.append(ancestors[output].subtracting(done).sorted())
            done.formUnion(ancestors[output])
        }
        let carried = carriedValues(nodes, in: graph)
        return order.indices.map { stage in
            StageCut(
                nodes: nodes[stage],
                output: graph.outputs[order[stage]],
                inputs: stage == 0 ? graph.inputs.map(\.value) : carried[stage - 1],
                carried: carried[stage],
                features: features(of: graph.outputs[order[stage]], in: graph)
            )
        }
    }

    private static func features(of output: Graph.ValueID, in graph: Graph) -> Graph.ValueID? {
        guard let index = graph.producers()[output], case .gemm(let gemm) = graph.nodes[index].operation,
            !gemm.transposesA, let input = graph.nodes[index].inputs[0], graph.constants[input] == nil,
            let weights = graph.nodes[index].inputs[1], graph.constants[weights] != nil
        else { return nil }
        return input
    }

    private static func ancestors(of output: Graph.ValueID, in graph: Graph) -> Set<Int> {
        let producers = graph.producers()
        var found: Set<Int> = []
        var pending = [output]
        while let value = pending.popLast() {
            guard let node = producers[value], found.insert(node).inserted else { continue }
            pending += graph.nodes[node].inputs.compactMap(\.self)
        }
        return found
    }

    /// Per stage, the values that exist after it and are used later, ascending.
    private static func carriedValues(_ stages: [[Int]], in graph: Graph) -> [[Graph.ValueID]] {
        var used: [Set<Graph.ValueID>] = []
        for nodes in stages {
            let inputs = nodes.flatMap { graph.nodes[$0].inputs.compactMap(\.self) }
            used.append(Set(inputs.filter { graph.constants[$0] == nil }))
        }
        var made = Set(graph.inputs.map(\.value))
        return stages.indices.map { stage in
            made.formUnion(stages[stage].map { graph.nodes[$0].output })
            let later = used[(stage + 1)...].reduce(into: Set<Graph.ValueID>()) { $0.formUnion($1) }
            return made.intersection(later).sorted()
        }
    }
}
