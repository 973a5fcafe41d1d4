/// The attribute message of an ONNX file.
struct OnnxAttribute {
    private(set) var name = ""
    private(set) var integer: Int?
    private(set) var float: Float?
    private(set) var text: String?
    private(set) var integers: [Int] = []
    private(set) var floats: [Float] = []
    private(set) var tensor: OnnxTensor?
    /// Whether it holds a graph or a type that no supported operator takes.
    private(set) var isExotic = false

    init(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            switch field.number {
            case 1: name = try field.text(reader)
            case 2: float = try field.float(reader)
            case 3: integer = try field.integer(reader)
            case 4: text = try field.text(reader)
            case 5: tensor = try OnnxTensor(try field.message(reader))
            case 7: try field.append(to: &floats, reader)
            case 8: try field.append(to: &integers, reader)
            case 6, 9, 10, 11, 14, 15, 22, 23: isExotic = true
            default: break
            }
        }
    }
}
