/// The node message of an ONNX file.
struct OnnxNode {
    private(set) var name = ""
    private(set) var operatorName = ""
    private(set) var domain = ""
    /// Names of values; empty for an optional input that is not given.
    private(set) var inputs: [String] = []
    private(set) var outputs: [String] = []
    private(set) var attributes: [OnnxAttribute] = []

    init(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            switch field.number {
            case 1: inputs.append(try field.text(reader))
            case 2: outputs.append(try field.text(reader))
            case 3: name = try field.text(reader)
            case 4: operatorName = try field.text(reader)
            case 5: attributes.append(try OnnxAttribute(try field.message(reader)))
            case 7: domain = try field.text(reader)
            default: break
            }
        }
        // Exporters may leave nodes unnamed; errors then name the value that the node makes.
        if name.isEmpty { name = outputs.first ?? operatorName }
    }
}
