import Kernel
import Testing

@testable import GatewayService

@Suite("Numbers in JSON")
struct JSONNumberTests {
    @Test("every Float that is written with enough digits reads back the same", arguments: UInt64(0)..<8)
    func readsFloatsBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value = Float(bitPattern: UInt32.random(in: 0...(.max), using: &random))
            guard value.isFinite else { continue }
            // As Python writes the elements of a float32 array: by the digits of the same number as Double.
            for text in [value.description, Double(value).description] {
                #expect(try read(text).bitPattern == value.bitPattern, "\(text)")
            }
        }
    }

    @Test("arbitrary decimals are rounded once, as strtof does it", arguments: UInt64(0)..<8)
    func roundsOnce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let digits = String(UInt64.random(in: 0...(.max), using: &random))
            let exponent = Int.random(in: -50...30, using: &random)
            let text = "\(digits.prefix(Int.random(in: 1...19, using: &random)))e\(exponent)"
            guard let expected = Float(text), expected.isFinite else { continue }
            #expect(try read(text).bitPattern == expected.bitPattern, "\(text)")
        }
    }

    @Test(
        "decimals in the middle between two floats, or next to it, are rounded right",
        arguments: [
            "16777217", "16777217.0000001", "16777216.9999999", "33554434.0000000001", "1.00000005960464477539062501",
            "1.000000059604644775390625", "1.00000005960464477539062499", "0.50000002980232239", "9007199791611905e-7",
            "1.17549435e-38", "1.17549432e-38", "1e-45", "7.0e-46", "3.4028235677973366e38", "0e99999999",
            "1e-99999999",
        ]
    )
    func roundsMiddles(text: String) throws {
        let expected = try #require(Float(text))
        #expect(try read(text).bitPattern == expected.bitPattern)
    }

    @Test("what no Float can hold is refused", arguments: ["1e39", "-3.5e38", "1e400", "9e99999999999999999999"])
    func refusesOverflow(text: String) {
        #expect(throws: JSONFailure.self) { try read(text) }
    }

    private func read(_ text: String) throws -> Float {
        var reader = JSONReader(Array(text.utf8))
        let value = try reader.float()
        try reader.finish()
        return value
    }
}
