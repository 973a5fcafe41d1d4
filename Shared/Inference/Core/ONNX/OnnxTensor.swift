/// The tensor message of an ONNX file, with its numbers widened to floats or integers.
struct OnnxTensor {
    /// The most numbers in one tensor.
    static let elementLimit = 1 << 28

    private(set) var name = ""
    private var dimensions: [Int] = []
    private var type = 0
    private var floats: [Float] = []
    private var doubles: [Float] = []
    private var narrowIntegers: [Int] = []
    private var integers: [Int] = []
    private var raw: WireReader?

    init(_ message: WireReader) throws(ModelError) {
        var reader = message
        while let field = try reader.nextField() {
            switch field.number {
            case 1: try field.append(to: &dimensions, reader)
            case 2: type = try field.integer(reader)
            case 3: throw reader.malformed("tensors in segments are not supported")
            case 4: try field.append(to: &floats, reader)
            case 5: try field.append(to: &narrowIntegers, reader)
            case 7: try field.append(to: &integers, reader)
            case 8: name = try field.text(reader)
            case 9: raw = try field.message(reader)
            case 10: try field.appendDoubles(to: &doubles, reader)
            case 13:
                throw reader.malformed("tensor '\(name)' keeps its numbers in another file, which is not supported")
            case 14 where try field.integer(reader) != 0:
                throw reader.malformed("tensor '\(name)' keeps its numbers in another file, which is not supported")
            default: break
            }
        }
    }

    /// Checks the count of numbers against the shape.
    func constant() throws(ModelError) -> Constant {
        let count = try Shape.elementCount(dimensions, limit: Self.elementLimit)
        let elements = if let raw { try decode(raw, count: count) } else { try listed() }
        let actual =
            switch elements {
            case .floats(let list): list.count
            case .integers(let list): list.count
            }
        guard actual == count else {
            throw .invalidGraph(reason: "tensor '\(name)' has \(actual) numbers, its shape \(dimensions) says \(count)")
        }
        return Constant(shape: dimensions, elements: elements)
    }

    private func listed() throws(ModelError) -> Constant.Elements {
        switch OnnxElementType(rawValue: type) {
        case .float: .floats(floats)
        case .double: .floats(doubles)
        case .int64: .integers(integers)
        case .int32, .int8, .uint8, .bool: .integers(narrowIntegers)
        case .float16: .floats(narrowIntegers.map { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) })
        case .bfloat16: .floats(narrowIntegers.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0) << 16) })
        case nil: throw unsupportedType
        }
    }

    private func decode(_ reader: WireReader, count: Int) throws(ModelError) -> Constant.Elements {
        guard let type = OnnxElementType(rawValue: type) else { throw unsupportedType }
        guard reader.rest.count == count * type.byteCount else {
            throw reader.malformed("tensor '\(name)' has \(reader.rest.count) bytes for \(count) numbers")
        }
        return type.decode(reader.rest)
    }

    private var unsupportedType: ModelError {
        .invalidGraph(reason: "tensor '\(name)' has the element type \(type), which is not supported")
    }
}
