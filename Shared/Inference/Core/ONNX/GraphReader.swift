/// Links the nodes of an ONNX file by their values' names.
struct GraphReader {
    private let file: OnnxFile
    private var graph = Graph()
    private var values: [String: Graph.ValueID] = [:]

    init(_ file: OnnxFile) {
        self.file = file
    }

    mutating func graph(constants: [String: Constant]) throws(ModelError) -> Graph {
        guard OperationReader.operatorSets.contains(file.operatorSet) else {
            throw .invalidGraph(reason: "operator set \(file.operatorSet) is outside \(OperationReader.operatorSets)")
        }
        for tensor in file.initializers { graph.constants[value(tensor.name)] = try tensor.constant() }
        for (name, constant) in constants { graph.constants[value(name)] = constant }
        try readInputs()
        for node in try sortedNodes() { try add(node) }
        for output in file.outputs {
            guard let value = values[output.name] else {
                throw .invalidGraph(reason: "output '\(output.name)' is made by no node")
            }
            graph.outputs.append(value)
        }
        guard !graph.outputs.isEmpty else { throw .invalidGraph(reason: "no outputs") }
        return graph
    }

    private mutating func readInputs() throws(ModelError) {
        for input in file.inputs {
            guard !input.name.isEmpty else { throw .invalidGraph(reason: "an input without a name") }
            let value = value(input.name)
            guard graph.constants[value] == nil else { continue }
            guard input.elementType == OnnxElementType.float.rawValue else {
                throw .invalidGraph(reason: "input '\(input.name)' has element type \(input.elementType), not float")
            }
            guard let shape = input.shape else {
                throw .invalidGraph(reason: "input '\(input.name)' declares no shape")
            }
            guard !graph.inputs.contains(where: { $0.value == value }) else {
                throw .invalidGraph(reason: "input '\(input.name)' is declared twice")
            }
            graph.inputs.append(GraphInput(value: value, name: input.name, shape: shape))
        }
    }

    /// The nodes in an order in which inputs come first; files should have it already, and most do.
    private func sortedNodes() throws(ModelError) -> [OnnxNode] {
        var producers: [String: Int] = [:]
        for (index, node) in file.nodes.enumerated() {
            for name in node.outputs where !name.isEmpty {
                guard producers.updateValue(index, forKey: name) == nil, values[name] == nil else {
                    throw .invalidNode(node: node.name, reason: "value '\(name)' is made twice")
                }
            }
        }
        var waiting = file.nodes.map { node in Set(node.inputs.compactMap { producers[$0] }) }
        var waiters: [[Int]] = Array(repeating: [], count: file.nodes.count)
        for (index, needed) in waiting.enumerated() { for producer in needed { waiters[producer].append(index) } }
        var ready = waiting.indices.filter { waiting[$0].isEmpty }
        var sorted: [OnnxNode] = []
        var next = 0
        while next < ready.count {
            let index = ready[next]
            next += 1
            sorted.append(file.nodes[index])
            for waiter in waiters[index] {
                waiting[waiter].remove(index)
                if waiting[waiter].isEmpty { ready.append(waiter) }
            }
        }
        guard sorted.count == file.nodes.count else { throw .invalidGraph(reason: "the nodes form a cycle") }
        return sorted
    }

    private mutating func add(_ node: OnnxNode) throws(ModelError) {
        guard let name = node.outputs.first, !name.isEmpty else {
            throw .invalidNode(node: node.name, reason: "no output")
        }
        try checkSideOutputs(node)
        guard node.operatorName != "Constant" else {
            graph.constants[value(name)] = try constant(node)
            return
        }
        let operation = try OperationReader.read(node, operatorSet: file.operatorSet)
        var inputs: [Graph.ValueID?] = []
        for input in node.inputs { inputs.append(try operand(input, of: node)) }
        switch (operation, node.operatorName) {
        case (.binary, "Sum"), (.binary, "Max"), (.binary, "Min"):
            try addChain(operation, inputs, node, output: value(name))
        default:
            try Self.checkCount(of: inputs, operation, node)
            append(node.name, operation, inputs, output: value(name))
        }
    }

    /// An operator of any number of inputs becomes a chain of operators of two.
    private mutating func addChain(
        _ operation: Operation,
        _ inputs: [Graph.ValueID?],
        _ node: OnnxNode,
        output: Graph.ValueID
    ) throws(ModelError) {
        guard let first = inputs.first, !inputs.contains(nil) else {
            throw .invalidNode(node: node.name, reason: "an input is missing")
        }
        guard inputs.count > 1 else { return append(node.name, .identity, [first], output: output) }
        var sum = first
        for (index, input) in inputs.enumerated().dropFirst() {
            let isLast = index == inputs.count - 1
            let next = isLast ? output : graph.addValue("\(node.name)#\(index)")
            append(node.name, operation, [sum, input], output: next)
            sum = next
        }
    }

    private mutating func append(
        _ name: String,
        _ operation: Operation,
        _ inputs: [Graph.ValueID?],
        output: Graph.ValueID
    ) {
        graph.nodes.append(GraphNode(name: name, operation: operation, inputs: inputs, output: output))
    }

    private static func checkCount(
        of inputs: [Graph.ValueID?],
        _ operation: Operation,
        _ node: OnnxNode
    ) throws(ModelError) {
        let counts = operation.inputCounts
        guard counts.contains(inputs.count), !inputs.prefix(counts.lowerBound).contains(nil) else {
            throw .invalidNode(node: node.name, reason: "\(inputs.count) inputs, \(counts) expected")
        }
    }

    private mutating func operand(_ name: String, of node: OnnxNode) throws(ModelError) -> Graph.ValueID? {
        guard !name.isEmpty else { return nil }
        guard let value = values[name] else {
            throw .invalidNode(node: node.name, reason: "input '\(name)' is made by no node")
        }
        return value
    }

    /// Masks, indices and running statistics are not computed, so nobody may ask for them.
    private func checkSideOutputs(_ node: OnnxNode) throws(ModelError) {
        for name in node.outputs.dropFirst() where !name.isEmpty {
            let isUsed = file.nodes.contains { $0.inputs.contains(name) } || file.outputs.contains { $0.name == name }
            guard !isUsed else {
                throw .invalidNode(
                    node: node.name,
                    reason: "only the first output of \(node.operatorName) is supported"
                )
            }
        }
    }

    private func constant(_ node: OnnxNode) throws(ModelError) -> Constant {
        var attributes = NodeAttributes(node)
        guard let attribute = node.attributes.first, node.attributes.count == 1 else {
            throw .invalidNode(node: node.name, reason: "a constant has one value")
        }
        switch attribute.name {
        case "value_float": return Constant([try attributes.float("value_float", default: 0)], shape: [])
        case "value_int": return Constant([try attributes.integer("value_int", default: 0)], shape: [])
        case "value_ints": return Constant(attribute.integers, shape: [attribute.integers.count])
        case "value_floats": return Constant(attribute.floats, shape: [attribute.floats.count])
        case "value":
            guard let constant = try attributes.tensor("value") else { break }
            return constant
        default: break
        }
        throw attributes.unsupported(attribute.name, "this form of constant")
    }

    private mutating func value(_ name: String) -> Graph.ValueID {
        if let value = values[name] { return value }
        let value = graph.addValue(name)
        values[name] = value
        return value
    }
}
