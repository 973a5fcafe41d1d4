/// Walks the fields of one protobuf message inside a file, never past its end.
///
/// ONNX needs ten small messages of protobuf, all of which this reads in place. A generated reader would copy every
/// weight through `Data` and bring some thousand lines and a build-time plugin for the other eighty percent of the
/// format, which this engine refuses anyway; so the reader is our own. Its safety rests on the two rules that every
/// length is checked against the end of the enclosing message, and that messages are read to a fixed depth.
struct WireReader {
    /// One field's payload; the cases are protobuf's wire types.
    enum Payload {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case message(WireReader)
    }

    struct Field {
        let number: Int
        let payload: Payload
    }

    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    private let end: Int

    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(bytes: bytes, offset: 0, end: bytes.count)
    }

    private init(bytes: UnsafeRawBufferPointer, offset: Int, end: Int) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
    }

    /// The bytes that are left.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[offset..<end]) }

    var isAtEnd: Bool { offset >= end }

    mutating func nextField() throws(ModelError) -> Field? {
        guard !isAtEnd else { return nil }
        let key = try varint()
        let number = Int(key >> 3)
        guard number > 0, number <= 1 << 29 else { throw malformed("field number \(number)") }
        switch key & 7 {
        case 0: return Field(number: number, payload: .varint(try varint()))
        case 1: return Field(number: number, payload: .fixed64(try fixed(UInt64.self)))
        case 2: return Field(number: number, payload: .message(try nested()))
        case 5: return Field(number: number, payload: .fixed32(try fixed(UInt32.self)))
        case let type: throw malformed("wire type \(type)")
        }
    }

    mutating func varint() throws(ModelError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard !isAtEnd else { throw malformed("a number runs past the end of its message") }
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw malformed("a number is longer than 64 bits")
    }

    mutating func fixed<Number: FixedWidthInteger>(_: Number.Type) throws(ModelError) -> Number {
        let size = MemoryLayout<Number>.size
        guard end - offset >= size else { throw malformed("a number runs past the end of its message") }
        defer { offset += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    private mutating func nested() throws(ModelError) -> WireReader {
        let length = try varint()
        guard length <= UInt64(end - offset) else { throw malformed("a field runs past the end of its message") }
        defer { offset += Int(length) }
        return WireReader(bytes: bytes, offset: offset, end: offset + Int(length))
    }

    func malformed(_ reason: String) -> ModelError { .malformed(reason: reason, offset: offset) }
}
