/// Finds the scalars of a JSON text one after the other, each with the key it belongs to, without building anything.
///
/// The load generator reads thousands of small replies a second on the machine it measures, so it takes what it needs from
/// the bytes where they lie. Elements of an array carry the array's key. The reader trusts its input to be JSON: from
/// other bytes it returns some ranges or none, always inside the text.
package struct JSONScalarReader {
    /// Where key and value lie in the text; strings without their quotes and with their escapes as written.
    package struct Scalar: Equatable {
        package let key: Range<Int>
        package let value: Range<Int>
        package let isString: Bool
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var key = 0..<0

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next scalar, `nil` at the end.
    package mutating func next() -> Scalar? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = string()
                guard isKey() else { return Scalar(key: key, value: text, isString: true) }
                key = text
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                return Scalar(key: key, value: word(), isString: false)
            default: position += 1
            }
        }
        return nil
    }

    /// Whether the range holds exactly that text.
    package func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// The text in that range, escapes as written.
    package func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// The whole number in that range, `nil` if it holds another thing.
    package func integer(_ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            let digit = Int(bytes[index]) - 48
            guard digit >= 0, digit <= 9, value < 1 << 56 else { return nil }
            value = value * 10 + digit
        }
        return range.isEmpty ? nil : value
    }

    private mutating func string() -> Range<Int> {
        let start = position + 1
        position = start
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        let end = min(position, bytes.count)
        position = min(position + 1, bytes.count)
        return start < end ? start..<end : start..<start
    }

    private mutating func isKey() -> Bool {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return false }
        position += 1
        return true
    }

    private mutating func word() -> Range<Int> {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0...0x20: return start..<position
            default: position += 1
            }
        }
        return start..<position
    }
}
