/// Reads JSON (RFC 8259) value by value from bytes, without building a tree.
///
/// The caller pulls what it expects: ``beginObject()`` and ``nextKey()``, ``beginArray()`` and ``nextElement()``, or a
/// scalar; ``skip()`` passes over what it does not want but checks it all the same. Work is linear in the text and
/// memory constant, beside the strings that are asked for.
struct JSONReader {
    enum Kind: String {
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case number = "a number"
        case bool = "true or false"
        case null
    }

    /// How deep objects and arrays may nest; a tensor of five dimensions needs nine.
    static let depthLimit = 32

    let bytes: [UInt8]
    var position: Int
    private var depth = 0
    /// A bit per depth: nothing has been read in that object or array yet.
    private var isFirst: UInt64 = 0

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// What comes next.
    mutating func kind() throws(JSONFailure) -> Kind {
        skipWhitespace()
        switch current {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw malformed("a value is missing")
        }
    }

    mutating func beginObject() throws(JSONFailure) {
        try begin(.object)
    }

    /// The next member's name, after which its value must be read or skipped; `nil` at the object's end.
    mutating func nextKey() throws(JSONFailure) -> String? {
        guard try advance(closing: UInt8(ascii: "}")) else { return nil }
        guard current == UInt8(ascii: "\"") else { throw malformed("a member's name is missing") }
        let key = try string()
        skipWhitespace()
        guard current == UInt8(ascii: ":") else { throw malformed("':' is missing") }
        position += 1
        return key
    }

    mutating func beginArray() throws(JSONFailure) {
        try begin(.array)
    }

    /// Whether another element follows, which must then be read or skipped.
    mutating func nextElement() throws(JSONFailure) -> Bool {
        try advance(closing: UInt8(ascii: "]"))
    }

    mutating func bool() throws(JSONFailure) -> Bool {
        try expect(.bool)
        if current == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    mutating func null() throws(JSONFailure) {
        try expect(.null)
        try literal("null")
    }

    /// Passes over the next value, whatever it is.
    mutating func skip() throws(JSONFailure) {
        let outer = depth
        repeat {
            if depth > outer, try !enterNext() { continue }
            try skipOne()
        } while depth > outer
    }

    /// Calls for every number in an array and the arrays inside it, in row-major order.
    mutating func flatten(_ take: (inout JSONReader) throws(JSONFailure) -> Void) throws(JSONFailure) {
        let outer = depth
        try beginArray()
        while depth > outer {
            guard try nextElement() else { continue }
            if current == UInt8(ascii: "[") { try beginArray() } else { try take(&self) }
        }
    }

    /// Checks that nothing follows.
    mutating func finish() throws(JSONFailure) {
        skipWhitespace()
        guard position == bytes.count else { throw malformed("something follows the value") }
    }

    /// The byte at the position; zero, which is valid nowhere, at the end.
    var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func malformed(_ message: String) -> JSONFailure {
        JSONFailure(cause: .malformed, message: message, offset: position)
    }

    func failure(_ cause: JSONFailure.Cause, _ message: String, at offset: Int) -> JSONFailure {
        JSONFailure(cause: cause, message: message, offset: offset)
    }

    mutating func expect(_ wanted: Kind) throws(JSONFailure) {
        let found = try kind()
        guard found == wanted else { throw failure(.wrongType, "must be \(wanted.rawValue)", at: position) }
    }

    mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private mutating func begin(_ kind: Kind) throws(JSONFailure) {
        try expect(kind)
        guard depth < Self.depthLimit else { throw malformed("nested deeper than \(Self.depthLimit)") }
        position += 1
        depth += 1
        isFirst |= 1 << UInt64(depth)
    }

    /// Moves to the next member or element, over the comma; `false` after the closing bracket.
    private mutating func advance(closing bracket: UInt8) throws(JSONFailure) -> Bool {
        skipWhitespace()
        let bit: UInt64 = 1 << UInt64(depth)
        if current == bracket {
            position += 1
            depth -= 1
            return false
        }
        if isFirst & bit != 0 {
            isFirst &= ~bit
        } else {
            guard current == UInt8(ascii: ",") else { throw malformed("',' or the end is missing") }
            position += 1
            skipWhitespace()
        }
        return true
    }

    /// While skipping: moves to the next value inside the innermost object or array.
    private mutating func enterNext() throws(JSONFailure) -> Bool {
        isObject & (1 << UInt64(depth)) != 0 ? try nextKey() != nil : try nextElement()
    }

    /// A bit per depth: that level is an object; kept while skipping only.
    private var isObject: UInt64 = 0

    private mutating func skipOne() throws(JSONFailure) {
        switch try kind() {
        case .object:
            try beginObject()
            isObject |= 1 << UInt64(depth)
        case .array:
            try beginArray()
            isObject &= ~(1 << UInt64(depth))
        case .string: _ = try string()
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try null()
        }
    }

    private mutating func literal(_ text: StaticString) throws(JSONFailure) {
        for index in 0..<text.utf8CodeUnitCount {
            guard current == text.utf8Start[index] else { throw malformed("misspelled '\(text)'") }
            position += 1
        }
    }
}
