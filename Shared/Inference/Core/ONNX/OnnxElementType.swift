/// The element types of ONNX tensors that this engine reads, with their numbers in the file.
enum OnnxElementType: Int {
    case float = 1
    case uint8 = 2
    case int8 = 3
    case int32 = 6
    case int64 = 7
    case bool = 9
    case float16 = 10
    case double = 11
    case bfloat16 = 16

    var byteCount: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .float16, .bfloat16: 2
        case .float, .int32: 4
        case .int64, .double: 8
        }
    }

    /// Widens raw little-endian numbers; `bytes` is a whole number of them.
    func decode(_ bytes: UnsafeRawBufferPointer) -> Constant.Elements {
        switch self {
        case .float: .floats(list(bytes) { (bits: UInt32) in Float(bitPattern: bits) })
        case .double: .floats(list(bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) })
        case .float16: .floats(list(bytes) { (bits: UInt16) in Float(Float16(bitPattern: bits)) })
        case .bfloat16: .floats(list(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) })
        case .uint8, .bool: .integers(list(bytes) { (value: UInt8) in Int(value) })
        case .int8: .integers(list(bytes) { (value: Int8) in Int(value) })
        case .int32: .integers(list(bytes) { (value: Int32) in Int(value) })
        case .int64: .integers(list(bytes) { (value: Int64) in Int(value) })
        }
    }

    private func list<Stored: FixedWidthInteger, Number>(
        _ bytes: UnsafeRawBufferPointer,
        _ convert: (Stored) -> Number
    ) -> [Number] {
        (0..<bytes.count / byteCount).map { index in
            convert(Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: index * byteCount, as: Stored.self)))
        }
    }
}
