import NIOCore

/// Writes JSON into a buffer, with commas where they belong.
///
/// The caller balances begin and end, and puts a key before every value of an object.
struct JSONWriter {
    /// An array takes short pieces with less ado than a byte buffer.
    private var bytes: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: The expected length in bytes.
    init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    /// What has been written.
    var buffer: ByteBuffer { ByteBuffer(bytes: bytes) }

    mutating func beginObject() { open("{") }
    mutating func endObject() { close("}") }
    mutating func beginArray() { open("[") }
    mutating func endArray() { close("]") }

    /// - Parameter name: Must need no escapes.
    mutating func key(_ name: StaticString) {
        if needsComma { write(",") }
        bytes.append(UInt8(ascii: "\""))
        write(name)
        write("\":")
        needsComma = false
    }

    mutating func key(_ name: String) {
        string(name)
        write(":")
        needsComma = false
    }

    mutating func string(_ value: String) {
        separate()
        write("\"")
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: value.utf8)
        } else {
            for scalar in value.unicodeScalars { escape(scalar) }
        }
        write("\"")
    }

    mutating func integer(_ value: some FixedWidthInteger) {
        separate()
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes the shortest text that reads back as the same number; JSON has none for what is not finite, so that is null.
    mutating func number(_ value: Double) {
        separate()
        bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }

    mutating func number(_ value: Float) {
        separate()
        bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    }

    mutating func bool(_ value: Bool) {
        separate()
        write(value ? "true" : "false")
    }

    private mutating func write(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func separate() {
        if needsComma { write(",") }
        needsComma = true
    }

    private mutating func open(_ bracket: StaticString) {
        separate()
        write(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: StaticString) {
        write(bracket)
        needsComma = true
    }

    private mutating func escape(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": write("\\\"")
        case "\\": write("\\\\")
        case "\n": write("\\n")
        case "\r": write("\\r")
        case "\t": write("\\t")
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        default: bytes.append(contentsOf: String(scalar).utf8)
        }
    }
}
