/// Writes the fields of one protobuf message; the counterpart of ``WireReader``.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ field: Int, _ value: Int) {
        varint(UInt64(field) << 3)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func float(_ field: Int, _ value: Float) {
        varint(UInt64(field) << 3 | 5)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func text(_ field: Int, _ text: String) {
        content(field, Array(text.utf8))
    }

    mutating func message(_ field: Int, _ body: (inout WireWriter) -> Void) {
        var inner = WireWriter()
        body(&inner)
        content(field, inner.bytes)
    }

    /// Floats in the file's byte order, little-endian.
    mutating func floats(_ field: Int, _ list: [Float]) {
        var raw: [UInt8] = []
        raw.reserveCapacity(list.count * 4)
        for number in list { withUnsafeBytes(of: number.bitPattern.littleEndian) { raw += $0 } }
        content(field, raw)
    }

    /// 64-bit integers in the file's byte order, little-endian.
    mutating func integers(_ field: Int, _ list: [Int]) {
        var raw: [UInt8] = []
        for number in list { withUnsafeBytes(of: Int64(number).littleEndian) { raw += $0 } }
        content(field, raw)
    }

    private mutating func content(_ field: Int, _ content: [UInt8]) {
        varint(UInt64(field) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
