/// Writes a graph as an ONNX file that this engine and others read.
///
/// Weights are written as 32-bit floats. Operators that fold away when a file is read are not written, for no folded
/// graph holds them.
package struct GraphWriter {
    /// The operator set that the file names.
    static let operatorSet = 17
    private static let intermediateVersion = 8

    private let graph: Graph
    private let names: [String]

    /// Writes the file.
    ///
    /// - Parameter graph: A folded graph.
    /// - Returns: The whole file.
    /// - Throws: ``ModelError/unsupportedOperator(node:operator:)`` for an operator that cannot be written.
    package static func bytes(of graph: Graph) throws(ModelError) -> [UInt8] {
        try GraphWriter(graph).file()
    }

    private init(_ graph: Graph) {
        self.graph = graph
        names = Self.uniqueNames(graph)
    }

    /// The graph's own names where they are given once, for files link nodes by name.
    private static func uniqueNames(_ graph: Graph) -> [String] {
        var taken: Set<String> = []
        // Inputs and outputs are known to others by their names, so they come first.
        let first = graph.inputs.map(\.value) + graph.outputs
        var names = [String](repeating: "", count: graph.names.count)
        for value in first + Array(graph.names.indices) where names[value].isEmpty {
            let name = graph.names[value]
            names[value] = !name.isEmpty && taken.insert(name).inserted ? name : "\(name)#\(value)"
            taken.insert(names[value])
        }
        return names
    }

    private func file() throws(ModelError) -> [UInt8] {
        var operators: [NodeForm] = []
        for node in graph.nodes { operators.append(try NodeForm(node)) }
        var file = WireWriter()
        file.number(1, Self.intermediateVersion)
        file.text(2, "rubato")
        file.message(7) { body in
            for (node, form) in zip(graph.nodes, operators) { body.message(1) { write(node, form, to: &$0) } }
            body.text(2, "network")
            for value in graph.constants.keys.sorted() { body.message(5) { write(constant: value, to: &$0) } }
            for input in graph.inputs { body.message(11) { write(input.value, shape: input.shape, to: &$0) } }
            for output in graph.outputs { body.message(12) { write(output, shape: nil, to: &$0) } }
        }
        file.message(8) { $0.number(2, Self.operatorSet) }
        return file.bytes
    }

    private func write(_ node: GraphNode, _ form: NodeForm, to writer: inout WireWriter) {
        for input in node.inputs { writer.text(1, input.map { names[$0] } ?? "") }
        writer.text(2, names[node.output])
        writer.text(3, node.name)
        writer.text(4, form.operatorName)
        for (name, attribute) in form.attributes {
            writer.message(5) { body in
                body.text(1, name)
                attribute.write(to: &body)
            }
        }
    }

    private func write(constant value: Graph.ValueID, to writer: inout WireWriter) {
        guard let constant = graph.constants[value] else { return }
        for size in constant.shape { writer.number(1, size) }
        switch constant.elements {
        case .floats(let list):
            writer.number(2, OnnxElementType.float.rawValue)
            writer.floats(9, list)
        case .integers(let list):
            writer.number(2, OnnxElementType.int64.rawValue)
            writer.integers(9, list)
        }
        writer.text(8, names[value])
    }

    /// A nil shape leaves it to the reader to infer.
    private func write(_ value: Graph.ValueID, shape: [Int?]?, to writer: inout WireWriter) {
        writer.text(1, names[value])
        writer.message(2) { type in
            type.message(1) { tensor in
                tensor.number(1, OnnxElementType.float.rawValue)
                guard let shape else { return }
                tensor.message(2) { dimensions in
                    for size in shape {
                        dimensions.message(1) { one in
                            if let size { one.number(1, size) } else { one.text(2, "n") }
                        }
                    }
                }
            }
        }
    }
}
