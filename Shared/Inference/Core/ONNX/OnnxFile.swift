/// The model message of an ONNX file, as far as inference needs it.
struct OnnxFile {
    /// The most nodes in one graph.
    static let nodeLimit = 20_000

    /// The version of the standard operator set; 0 if the file names none.
    private(set) var operatorSet = 0
    private(set) var nodes: [OnnxNode] = []
    private(set) var initializers: [OnnxTensor] = []
    private(set) var inputs: [OnnxValue] = []
    private(set) var outputs: [OnnxValue] = []

    init(_ bytes: UnsafeRawBufferPointer) throws(ModelError) {
        var reader = WireReader(bytes)
        var hasGraph = false
        while let field = try reader.nextField() {
            switch field.number {
            case 7:
                guard !hasGraph else { throw reader.malformed("a second graph") }
                hasGraph = true
                try readGraph(try field.message(reader))
            case 8: try readOperatorSet(try field.message(reader))
            default: break
            }
        }
        guard hasGraph else { throw reader.malformed("no graph; is this an ONNX file?") }
    }

    private mutating func readOperatorSet(_ message: WireReader) throws(ModelError) {
        var reader = message
        var domain = ""
        var version = 0
        while let field = try reader.nextField() {
            switch field.number {
            case 1: domain = try field.text(reader)
            case 2: version = try field.integer(reader)
            default: break
            }
        }
        if domain.isEmpty || domain == "ai.onnx" { operatorSet = version }
    }

    private mutating func readGraph(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                guard nodes.count < Self.nodeLimit else {
                    throw .tooLarge(what: "number of nodes", value: nodes.count + 1, limit: Self.nodeLimit)
                }
                nodes.append(try OnnxNode(try field.message(reader)))
            case 5: initializers.append(try OnnxTensor(try field.message(reader)))
            case 11: inputs.append(try OnnxValue(try field.message(reader)))
            case 12: outputs.append(try OnnxValue(try field.message(reader)))
            case 15: throw reader.malformed("sparse initializers are not supported")
            default: break
            }
        }
    }
}
