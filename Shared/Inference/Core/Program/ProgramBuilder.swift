/// Lowers nodes of a shaped graph to the steps of a program.
struct ProgramBuilder {
    let shaped: ShapedGraph
    let derived: DerivedConstants
    let nodes: Set<Int>
    let fusion: FusionPlan
    private(set) var program = Program()
    private var tensors: [Graph.ValueID: Program.TensorID] = [:]
    /// Rank-4 tensors laid out as in the file, by the value.
    private var rowMajorTensors: [Graph.ValueID: Program.TensorID] = [:]
    /// Flattened pictures whose numbers were left in stored order, with [channels, height, width].
    var flattenedPictures: [Graph.ValueID: [Int]] = [:]

    /// - Parameters:
    ///   - shaped: The graph for one batch size.
    ///   - nodes: The nodes to lower, ascending.
    ///   - inputs: The values that the caller supplies, stored as programs store them.
    ///   - stored: Outputs that are wanted as programs store them.
    ///   - rowMajor: Outputs that are wanted as the file lays them out; they come after the others.
    ///   - features: One more output, the last, in whatever order its numbers are stored: a flattened picture channels last.
    ///   - derived: Shared by all programs of one model.
    /// - Returns: The program.
    /// - Throws: ``ModelError``.
    static func program(
        _ shaped: ShapedGraph,
        nodes: [Int],
        inputs: [Graph.ValueID],
        stored: [Graph.ValueID],
        rowMajor: [Graph.ValueID],
        features: Graph.ValueID? = nil,
        derived: DerivedConstants
    ) throws(ModelError) -> Program {
        let fusion = FusionPlan(shaped, nodes: nodes, outputs: Set(stored + rowMajor))
        var builder = ProgramBuilder(shaped: shaped, derived: derived, nodes: Set(nodes), fusion: fusion)
        for value in inputs { builder.addInput(value) }
        for index in nodes where shaped.runs(shaped.graph.nodes[index]) { try builder.lower(index) }
        for value in stored { builder.addOutput(try builder.tensor(value)) }
        for value in rowMajor { builder.addOutput(try builder.rowMajorTensor(value)) }
        if let features { builder.addOutput(try builder.tensor(features)) }
        return builder.program
    }

    private init(shaped: ShapedGraph, derived: DerivedConstants, nodes: Set<Int>, fusion: FusionPlan) {
        self.shaped = shaped
        self.derived = derived
        self.nodes = nodes
        self.fusion = fusion
    }

    private mutating func addInput(_ value: Graph.ValueID) {
        let tensor = addTensor(shaped.graph.names[value], StorageOrder.stored(shaped.shape(value)), .input)
        tensors[value] = tensor
        program.inputs.append(tensor)
    }

    /// An output must be memory of its own: not the caller's input, not a weight, not another output.
    private mutating func addOutput(_ tensor: Program.TensorID) {
        let root = program.root(tensor)
        var isOwn = !program.outputs.contains { program.root($0) == root }
        if case .step = program.tensors[root].source {} else { isOwn = false }
        let name = program.tensors[tensor].name
        program.outputs.append(
            isOwn ? tensor : addStep(name, .copy, [tensor], shape: program.tensors[tensor].shape)
        )
    }

    private mutating func lower(_ index: Int) throws(ModelError) {
        guard !fusion.absorbed.contains(index) else { return }
        let node = shaped.graph.nodes[index]
        switch node.operation {
        case .convolution, .pool, .globalPool: try lowerWindow(node, index: index)
        case .gemm, .matrixProduct: try lowerProduct(node, index: index)
        case .unary(let function): try lowerElementwise(node, .unary(function), [input(0, of: node)])
        case .binary(let function): try lowerBinary(node, function, index: index)
        case .batchNormalization(let epsilon): try lowerNormalization(node, epsilon: epsilon)
        case .concat, .softmax, .reduce, .transpose: try lowerAlongAxes(node)
        case .flatten, .reshape, .squeeze, .unsqueeze: try lowerRegrouping(node)
        case .identity: define(node.output, try tensor(try input(0, of: node)))
        case .clip, .shape, .cast, .gather, .slice, .constantOfShape:
            throw .invalidNode(node: node.name, reason: "this operator is supported for constants only")
        }
    }

    private mutating func lowerElementwise(
        _ node: GraphNode,
        _ kind: ProgramStep.Kind,
        _ inputs: [Graph.ValueID]
    ) throws(ModelError) {
        var operands: [Program.TensorID] = []
        for value in inputs { operands.append(try tensor(value)) }
        define(node.output, addStep(node.name, kind, operands, shape: StorageOrder.stored(shaped.shape(node.output))))
    }

    // MARK: Tensors

    func input(_ index: Int, of node: GraphNode) throws(ModelError) -> Graph.ValueID {
        guard index < node.inputs.count, let value = node.inputs[index] else {
            throw .invalidNode(node: node.name, reason: "input \(index) is missing")
        }
        return value
    }

    mutating func define(_ value: Graph.ValueID, _ tensor: Program.TensorID) {
        tensors[value] = tensor
    }

    /// The value as programs store it.
    mutating func tensor(_ value: Graph.ValueID) throws(ModelError) -> Program.TensorID {
        if let tensor = tensors[value] { return tensor }
        let name = shaped.graph.names[value]
        guard let constant = shaped.constants[value], let floats = constant.floats else {
            throw .invalidGraph(reason: "value '\(name)' is used as an activation but is none")
        }
        let stored = StorageOrder.stored(constant.shape)
        let moved = derived.constant(constant, form: "stored") {
            constant.shape.count == 4
                ? Constant(StorageOrder.store(floats, shape: constant.shape), shape: stored) : constant
        }
        let tensor = addTensor(name, stored, .constant(moved))
        tensors[value] = tensor
        return tensor
    }

    /// The value as the file lays it out.
    mutating func rowMajorTensor(_ value: Graph.ValueID) throws(ModelError) -> Program.TensorID {
        let stored = try tensor(value)
        guard shaped.shape(value).count == 4 else { return stored }
        if let known = rowMajorTensors[value] { return known }
        let moved = permuted(stored, [0, 3, 1, 2], name: "\(shaped.graph.names[value]) as in the file")
        rowMajorTensors[value] = moved
        return moved
    }

    /// Defines a value whose numbers lie in `tensor` in the file's order.
    mutating func defineRowMajor(_ value: Graph.ValueID, _ tensor: Program.TensorID) {
        let shape = shaped.shape(value)
        let viewed = view(tensor, shape: shape)
        guard shape.count == 4 else { return define(value, viewed) }
        rowMajorTensors[value] = viewed
        define(value, permuted(viewed, [0, 2, 3, 1], name: shaped.graph.names[value]))
    }

    mutating func view(_ tensor: Program.TensorID, shape: [Int]) -> Program.TensorID {
        guard program.tensors[tensor].shape != shape else { return tensor }
        return addTensor(program.tensors[tensor].name, shape, .view(tensor))
    }

    /// Reorders dimensions, for free where only dimensions of size 1 change places.
    mutating func permuted(_ tensor: Program.TensorID, _ order: [Int], name: String) -> Program.TensorID {
        let shape = program.tensors[tensor].shape
        let result = order.map { shape[$0] }
        let moving = order.filter { shape[$0] != 1 }
        guard moving != moving.sorted() else { return view(tensor, shape: result) }
        return addStep(name, .permute(order), [tensor], shape: result)
    }

    mutating func addStep(
        _ name: String,
        _ kind: ProgramStep.Kind,
        _ inputs: [Program.TensorID],
        shape: [Int]
    ) -> Program.TensorID {
        let output = addTensor(name, shape, .step)
        program.steps.append(ProgramStep(name: name, kind: kind, inputs: inputs, output: output))
        return output
    }

    mutating func addConstant(_ constant: Constant, _ name: String) -> Program.TensorID {
        addTensor(name, constant.shape, .constant(constant))
    }

    private mutating func addTensor(_ name: String, _ shape: [Int], _ source: ProgramTensor.Source) -> Program.TensorID
    {
        program.tensors.append(ProgramTensor(name: name, shape: shape, source: source))
        return program.tensors.count - 1
    }
}
