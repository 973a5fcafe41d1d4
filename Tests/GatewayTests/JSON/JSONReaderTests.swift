import Testing

@testable import GatewayService

@Suite("Reading JSON")
struct JSONReaderTests {
    @Test(
        "takes what RFC 8259 allows",
        arguments: [
            "{}", "[]", "null", "true", "false", "0", "-0", "1.5e-3", "1E+2", "\"\"", " [ 1 , [ ] , { } ] ",
            #"{"a":{"b":[1,2,{"c":null}]},"d":"x"}"#, #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, "\"é😀\"",
            "123456789012345678901234567890", "\n\t\r 1",
        ]
    )
    func accepts(text: String) throws {
        var reader = JSONReader(Array(text.utf8))
        try reader.skip()
        try reader.finish()
    }

    @Test(
        "takes nothing else",
        arguments: [
            "", " ", "{", "[", "]", "}", "[1,]", "[,1]", "[1 2]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}",
            #"{"a":1 "b":2}"#, "[1]]", "1 2", "tru", "nul", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.",
            ".5",
            "1e", "1e+", "0x1", "\"", "\"\\", #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\ud800\u0041""#,
            #""\udc00""#, "\"\u{1}\"", "\"\n\"", "'a'", "// c\n1", "[1}", "{\"a\":1]", "\u{FEFF}1",
        ]
    )
    func rejects(text: String) {
        #expect(throws: JSONFailure.self) {
            var reader = JSONReader(Array(text.utf8))
            try reader.skip()
            try reader.finish()
        }
    }

    @Test(
        "takes no bytes that are not UTF-8",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]]
    )
    func rejectsBadUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONFailure.self) {
            var reader = JSONReader([quote] + bytes + [quote])
            _ = try reader.string()
        }
    }

    @Test("gives strings with their escapes resolved")
    func readsStrings() throws {
        var reader = JSONReader(Array(#"["a\u00e9\ud83d\ude00\n\/","é","\u0000"]"#.utf8))
        try reader.beginArray()
        var texts: [String] = []
        while try reader.nextElement() { texts.append(try reader.string()) }
        try reader.finish()
        #expect(texts == ["aé😀\n/", "é", "\0"])
    }

    @Test("gives members in their order")
    func readsObjects() throws {
        var reader = JSONReader(Array(#" { "a" : 1 , "b" : [ true , false ] , "c" : { } } "#.utf8))
        var keys: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            keys.append(key)
            try reader.skip()
        }
        try reader.finish()
        #expect(keys == ["a", "b", "c"])
    }

    @Test("stops at the bound of nesting, whatever the length")
    func boundsDepth() throws {
        let open = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        var deepest = JSONReader(Array(open.utf8))
        try deepest.skip()
        var tooDeep = JSONReader(Array(repeating: UInt8(ascii: "["), count: 100_000))
        #expect(throws: JSONFailure.self) { try tooDeep.skip() }
        #expect(tooDeep.position < 64)
    }

    @Test("tells what is wrong and where")
    func explains() {
        var reader = JSONReader(Array(#"{"a": "x"}"#.utf8))
        #expect(throws: JSONFailure(cause: .wrongType, message: "must be a number", offset: 6)) {
            try reader.beginObject()
            _ = try reader.nextKey()
            _ = try reader.integer()
        }
    }

    @Test(
        "integers are exact or refused",
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("18446744073709551616", nil), ("1.0", nil),
            ("1e3", nil),
        ] as [(String, Int64?)]
    )
    func readsIntegers(text: String, value: Int64?) {
        var reader = JSONReader(Array(text.utf8))
        #expect((try? reader.integer()) == value)
    }

    @Test("flattens nested arrays in row-major order")
    func flattens() throws {
        var reader = JSONReader(Array("[[1,2],[[3],[]],4]".utf8))
        var values: [Int64] = []
        try reader.flatten { element throws(JSONFailure) in values.append(try element.integer()) }
        try reader.finish()
        #expect(values == [1, 2, 3, 4])
    }
}
