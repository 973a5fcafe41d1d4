/// The declaration of a graph's input or output in an ONNX file.
struct OnnxValue {
    private(set) var name = ""
    /// The element type's number in the file; 0 if it is no tensor.
    private(set) var elementType = 0
    /// The declared dimensions, nil where they are symbolic; nil as a whole if no shape is declared.
    private(set) var shape: [Int?]?

    init(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            switch field.number {
            case 1: name = try field.text(reader)
            case 2: try readType(try field.message(reader))
            default: break
            }
        }
    }

    private mutating func readType(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            guard field.number == 1 else { continue }
            var tensor = try field.message(reader)
            while let field = try tensor.nextField() {
                switch field.number {
                case 1: elementType = try field.integer(tensor)
                case 2: shape = try Self.readShape(try field.message(tensor))
                default: break
                }
            }
        }
    }

    private static func readShape(_ message: WireReader) throws(ModelError) -> [Int?] {
        var shape: [Int?] = []
        var reader = message
        while let field = try reader.nextField() {
            guard field.number == 1 else { continue }
            var size: Int?
            var dimension = try field.message(reader)
            while let field = try dimension.nextField() {
                if field.number == 1 { size = try field.integer(dimension) }
            }
            guard shape.count < Shape.rankLimit else {
                throw .tooLarge(what: "rank of a tensor", value: shape.count + 1, limit: Shape.rankLimit)
            }
            shape.append(size.flatMap { $0 > 0 ? $0 : nil })
        }
        return shape
    }
}
