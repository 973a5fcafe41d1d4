/// Turns an ONNX node's operator name and attributes into an ``Operation``.
struct OperationReader {
    /// The range of operator set versions whose meaning this reader knows.
    ///
    /// What older versions did otherwise, they did by attributes that this reader refuses.
    static let operatorSets = 1...24

    private let node: OnnxNode
    let operatorSet: Int
    var attributes: NodeAttributes

    init(_ node: OnnxNode, operatorSet: Int) {
        self.node = node
        self.operatorSet = operatorSet
        attributes = NodeAttributes(node)
    }

    static func read(_ node: OnnxNode, operatorSet: Int) throws(ModelError) -> Operation {
        guard node.domain.isEmpty || node.domain == "ai.onnx" else {
            throw .unsupportedOperator(node: node.name, operator: "\(node.domain).\(node.operatorName)")
        }
        var reader = OperationReader(node, operatorSet: operatorSet)
        let operation = try reader.operation()
        try reader.attributes.checkAllKnown()
        return operation
    }

    private mutating func operation() throws(ModelError) -> Operation {
        if let operation = try windowOperation() { return operation }
        if let operation = try elementwiseOperation() { return operation }
        if let operation = try shapeOperation() { return operation }
        if let operation = try matrixOperation() { return operation }
        throw .unsupportedOperator(node: node.name, operator: node.operatorName)
    }

    private mutating func windowOperation() throws(ModelError) -> Operation? {
        switch node.operatorName {
        case "Conv":
            let groups = try attributes.integer("group", default: 1)
            guard groups >= 1, groups <= NodeAttributes.windowLimit else {
                throw attributes.unsupported("group", "\(groups)")
            }
            return .convolution(try window(needsKernel: false), groups: groups)
        case "MaxPool":
            attributes.ignore("storage_order")
            return try pool(.maximum)
        case "AveragePool":
            let countsPadding = try attributes.flag("count_include_pad", default: false)
            return try pool(.average(countsPadding: countsPadding))
        case "GlobalAveragePool": return .globalPool(.average(countsPadding: false))
        case "GlobalMaxPool": return .globalPool(.maximum)
        default: return nil
        }
    }

    private mutating func pool(_ function: PoolFunction) throws(ModelError) -> Operation {
        let roundsUp = try attributes.flag("ceil_mode", default: false)
        return .pool(function, try window(needsKernel: true), roundsUp: roundsUp)
    }

    private mutating func window(needsKernel: Bool) throws(ModelError) -> Window {
        let kernel = try attributes.sizes("kernel_shape", minimum: 1, count: nil)
        guard kernel != nil || !needsKernel else { throw attributes.unsupported("kernel_shape", "(missing)") }
        let count = kernel?.count
        let pads = try attributes.sizes("pads", minimum: 0, count: count.map { 2 * $0 })
        return Window(
            kernel: kernel ?? [],
            strides: try attributes.sizes("strides", minimum: 1, count: count) ?? [],
            dilations: try attributes.sizes("dilations", minimum: 1, count: count) ?? [],
            padding: try padding(pads)
        )
    }

    private mutating func padding(_ pads: [Int]?) throws(ModelError) -> Window.Padding {
        switch try attributes.text("auto_pad", default: "NOTSET") {
        case "NOTSET", "": pads.map { .explicit($0) } ?? .none
        case "SAME_UPPER": .sameUpper
        case "SAME_LOWER": .sameLower
        case "VALID": .none
        case let other: throw attributes.unsupported("auto_pad", other)
        }
    }

    private mutating func matrixOperation() throws(ModelError) -> Operation? {
        switch node.operatorName {
        case "Gemm":
            return .gemm(
                Gemm(
                    productScale: try attributes.float("alpha", default: 1),
                    sumScale: try attributes.float("beta", default: 1),
                    transposesA: try attributes.flag("transA", default: false),
                    transposesB: try attributes.flag("transB", default: false)
                )
            )
        case "MatMul": return .matrixProduct
        case "BatchNormalization":
            attributes.ignore("momentum")
            guard try !attributes.flag("training_mode", default: false) else {
                throw attributes.unsupported("training_mode", "1")
            }
            guard try attributes.flag("spatial", default: true) else { throw attributes.unsupported("spatial", "0") }
            return .batchNormalization(epsilon: try attributes.float("epsilon", default: 1e-5))
        case "Softmax":
            let isOld = operatorSet < 13
            return .softmax(axis: try attributes.integer("axis", default: isOld ? 1 : -1), flattens: isOld)
        case "ReduceMean": return try reduce(.mean)
        case "ReduceSum": return try reduce(.sum)
        case "ReduceMax": return try reduce(.maximum)
        case "ReduceMin": return try reduce(.minimum)
        default: return nil
        }
    }

    private mutating func reduce(_ reduction: Reduction) throws(ModelError) -> Operation {
        .reduce(
            reduction,
            axes: try attributes.integers("axes"),
            keepsDimensions: try attributes.flag("keepdims", default: true),
            ignoresEmptyAxes: try attributes.flag("noop_with_empty_axes", default: false)
        )
    }

    var name: String { node.operatorName }
}
