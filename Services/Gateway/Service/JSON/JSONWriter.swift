import NIOCore

/// Writes JSON into a buffer, with commas where they belong.
///
/// The caller balances begin and end, and puts a key before every value of an object.
struct JSONWriter {
    private(set) var buffer: ByteBuffer
    private var needsComma = false

    /// - Parameter capacity: The expected length in bytes.
    init(capacity: Int = 512) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    mutating func beginObject() { open("{") }
    mutating func endObject() { close("}") }
    mutating func beginArray() { open("[") }
    mutating func endArray() { close("]") }

    /// - Parameter name: Must need no escapes.
    mutating func key(_ name: StaticString) {
        if needsComma { buffer.writeStaticString(",") }
        buffer.writeStaticString("\"")
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
        needsComma = false
    }

    mutating func key(_ name: String) {
        string(name)
        buffer.writeStaticString(":")
        needsComma = false
    }

    mutating func string(_ value: String) {
        separate()
        buffer.writeStaticString("\"")
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            buffer.writeString(value)
        } else {
            for scalar in value.unicodeScalars { escape(scalar) }
        }
        buffer.writeStaticString("\"")
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        buffer.writeString(String(value))
    }

    /// Writes the shortest text that reads back as the same number; JSON has none for what is not finite, so that is null.
    mutating func number(_ value: Double) {
        separate()
        buffer.writeString(value.isFinite ? value.description : "null")
    }

    mutating func number(_ value: Float) {
        separate()
        buffer.writeString(value.isFinite ? value.description : "null")
    }

    mutating func bool(_ value: Bool) {
        separate()
        buffer.writeStaticString(value ? "true" : "false")
    }

    private mutating func separate() {
        if needsComma { buffer.writeStaticString(",") }
        needsComma = true
    }

    private mutating func open(_ bracket: StaticString) {
        separate()
        buffer.writeStaticString(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: StaticString) {
        buffer.writeStaticString(bracket)
        needsComma = true
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": buffer.writeStaticString("\\\"")
        case "\\": buffer.writeStaticString("\\\\")
        case "\n": buffer.writeStaticString("\\n")
        case "\r": buffer.writeStaticString("\\r")
        case "\t": buffer.writeStaticString("\\t")
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            buffer.writeString("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: buffer.writeString(String(scalar))
        }
    }
}
