import Inference

/// The original network on a picture of half the height and width: its input's pixels are averaged by fours first.
///
/// Every map behind has about a quarter of its pixels. Pools to a grid are set to windows that give the same grid of the
/// smaller map, as adaptive pooling does, so that all classifiers read as many numbers as before.
enum HalvedPicture {
    /// - Parameter model: For pictures with an even height and width.
    /// - Returns: The graph, with the original's weights and values, or `nil` if the model's input is no such picture or
    ///   something behind it is not to be had of a smaller one.
    /// - Throws: ``ModelError`` where the original itself has no shapes.
    static func graph(of model: StagedModel) throws -> Graph? {
        let shape = model.inputShape
        guard shape.count == 3, shape[1] >= 4, shape[2] >= 4, shape[1] % 2 == 0, shape[2] % 2 == 0 else { return nil }
        var graph = model.graph
        halve(graph.inputs[0].value, in: &graph)
        let before = try model.shaped(batch: 1)
        for index in graph.nodes.indices.dropFirst() {
            guard case .pool(let function, _, _) = graph.nodes[index].operation,
                let input = graph.nodes[index].inputs[0],
                let wanted = before.shapes[graph.nodes[index].output]
            else { continue }
            let now = try Self.shape(of: input, in: graph, shape)
            guard now.count == 4, zip(wanted, now).dropFirst(2).allSatisfy({ $0 <= $1 }) else { return nil }
            let window = gridWindow(from: Array(now.dropFirst(2)), to: Array(wanted.dropFirst(2)))
            graph.nodes[index].operation = .pool(function, window, roundsUp: false)
        }
        return (try? ShapedGraph(graph, inputShapes: [[1] + shape])).map { _ in graph }
    }

    private static func halve(_ input: Graph.ValueID, in graph: inout Graph) {
        let half = graph.addValue("\(graph.names[input]).half")
        for index in graph.nodes.indices {
            graph.nodes[index].inputs = graph.nodes[index].inputs.map { $0 == input ? half : $0 }
        }
        let window = Window(kernel: [2, 2], strides: [2, 2], dilations: [1, 1], padding: .explicit([0, 0, 0, 0]))
        let pool = Operation.pool(.average(countsPadding: false), window, roundsUp: false)
        graph.nodes.insert(
            GraphNode(name: graph.names[half], operation: pool, inputs: [input], output: half),
            at: 0
        )
    }

    /// Of one value, without what comes behind it, which may not fit yet.
    private static func shape(of value: Graph.ValueID, in graph: Graph, _ inputShape: [Int]) throws -> [Int] {
        var part = graph
        part.outputs = [value]
        part.dropUnused()
        return try ShapedGraph(part, inputShapes: [[1] + inputShape]).shapes[value] ?? []
    }

    private static func gridWindow(from sizes: [Int], to grid: [Int]) -> Window {
        let strides = zip(sizes, grid).map { $0 / max(1, $1) }
        let kernel = zip(zip(sizes, grid), strides).map { $0.0 - ($0.1 - 1) * $1 }
        return Window(kernel: kernel, strides: strides, dilations: [1, 1], padding: .explicit([0, 0, 0, 0]))
    }
}
