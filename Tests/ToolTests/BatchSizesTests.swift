import Testing

@testable import Tool

@Suite("Batch sizes")
struct BatchSizesTests {
    @Test("are one, a range or a list", arguments: [("4", [4]), ("2..4", [2, 3, 4]), ("1,8,16", [1, 8, 16])])
    func areRead(text: String, sizes: [Int]) throws {
        #expect(try BatchSizes(text).sizes == sizes)
    }

    @Test("are refused otherwise", arguments: ["", "0", "4..2", "1...3", "1,,2", "257", "1..9999999999", "a"])
    func areRefused(text: String) {
        #expect(throws: ToolFailure.self) { try BatchSizes(text) }
    }
}
