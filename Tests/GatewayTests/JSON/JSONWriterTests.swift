import Foundation
import Kernel
import NIOCore
import Testing

@testable import GatewayService

@Suite("Writing JSON")
struct JSONWriterTests {
    @Test("puts commas and colons where they belong")
    func punctuates() {
        var json = JSONWriter()
        json.beginObject()
        json.key("a")
        json.integer(1)
        json.key("b")
        json.beginArray()
        json.bool(true)
        json.beginArray()
        json.endArray()
        json.string("x")
        json.endArray()
        json.key("c")
        json.beginObject()
        json.endObject()
        json.key("d")
        json.number(Float(0.5))
        json.endObject()
        #expect(String(buffer: json.buffer) == #"{"a":1,"b":[true,[],"x"],"c":{},"d":0.5}"#)
    }

    @Test(
        "any string reads back the same",
        arguments: [
            "", "plain", "\"\\/\n\r\t\u{0}\u{1F}\u{7F}", "é😀\u{2028}", "dög", String(repeating: "\"", count: 99),
        ]
    )
    func escapes(text: String) throws {
        var json = JSONWriter()
        json.beginArray()
        json.string(text)
        json.endArray()
        let bytes = Array(json.buffer.readableBytesView)
        #expect(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String] == [text])
        var reader = JSONReader(bytes)
        try reader.beginArray()
        _ = try reader.nextElement()
        #expect(try reader.string() == text)
    }

    @Test("numbers read back the same", arguments: UInt64(0)..<4)
    func writesNumbers(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let value = Double(bitPattern: UInt64.random(in: 0...(.max), using: &random))
            guard value.isFinite else { continue }
            var json = JSONWriter()
            json.number(value)
            var reader = JSONReader(Array(json.buffer.readableBytesView))
            #expect(try reader.double().bitPattern == value.bitPattern)
        }
    }

    @Test("what is no number becomes null", arguments: [Double.nan, .infinity, -.infinity])
    func writesNull(value: Double) {
        var json = JSONWriter()
        json.number(value)
        #expect(String(buffer: json.buffer) == "null")
    }
}
