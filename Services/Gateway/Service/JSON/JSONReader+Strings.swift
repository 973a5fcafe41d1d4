extension JSONReader {
    /// Reads a string; its escapes are resolved and its UTF-8 is checked.
    mutating func string() throws(JSONFailure) -> String {
        try expect(.string)
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
            }
            guard byte >= 0x20 else { throw malformed("a control character in a string") }
            guard byte != UInt8(ascii: "\\"), byte < 0x80 else { return try intricateString(from: start) }
            position += 1
        }
        throw malformed("a string without end")
    }

    /// Goes on with a string in which an escape or a character beyond ASCII has come up.
    private mutating func intricateString(from start: Int) throws(JSONFailure) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure(.malformed, "not UTF-8", at: start)
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw malformed("a control character in a string")
            default: text.append(byte)
            }
        }
        throw malformed("a string without end")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONFailure) {
        let letter = current
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try escapedScalar()).utf8))
        default: throw malformed("an unknown escape")
        }
    }

    /// Reads what follows `\u`, with the second half of a surrogate pair.
    private mutating func escapedScalar() throws(JSONFailure) -> Character {
        let unit = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        guard unit < 0xDC00, current == UInt8(ascii: "\\") else { throw malformed("half of a surrogate pair") }
        position += 1
        guard current == UInt8(ascii: "u") else { throw malformed("half of a surrogate pair") }
        position += 1
        let second = try hexadecimalUnit()
        let offset = (UInt32(unit) & 0x3FF) << 10 | (UInt32(second) & 0x3FF)
        guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(0x10000 + offset) else {
            throw malformed("half of a surrogate pair")
        }
        return Character(scalar)
    }

    private mutating func hexadecimalUnit() throws(JSONFailure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch current {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
            default: throw malformed("four hexadecimal digits are missing")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
