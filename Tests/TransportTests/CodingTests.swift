import NIOCore
import Testing
import Transport

@Suite("What gRPC writes into fields")
struct CodingTests {
    @Test(
        "a budget is written in the finest unit of eight digits",
        arguments: [
            (Duration.zero, "0n"), (.nanoseconds(99_999_999), "99999999n"), (.nanoseconds(100_000_000), "100000u"),
            (.milliseconds(50), "50000000n"), (.seconds(100), "100000m"), (.seconds(99_999), "99999000m"),
            (.seconds(100_000), "100000S"), (.seconds(86_400 * 2_000), "2880000M"), (.seconds(-1), "0n"),
        ]
    )
    func encode(budget: Duration, text: String) {
        #expect(BudgetHeader.encode(budget) == text)
    }

    @Test(
        "a budget is read in every unit",
        arguments: [
            ("1n", Duration.nanoseconds(1)), ("2u", .microseconds(2)), ("3m", .milliseconds(3)), ("4S", .seconds(4)),
            ("5M", .seconds(300)), ("6H", .seconds(21_600)), ("99999999H", .seconds(359_999_996_400)),
        ]
    )
    func decode(text: String, budget: Duration) {
        #expect(BudgetHeader.decode(text) == budget)
    }

    @Test("what is no budget is not read as one", arguments: ["", "n", "1", "1x", "-1n", "123456789n", "1 n", "1.5S"])
    func reject(text: String) {
        #expect(BudgetHeader.decode(text) == nil)
    }

    @Test("percent coding keeps every text", arguments: ["", "plain", "100 %", "größer\n", "%41", "日本語"])
    func percent(text: String) {
        let encoded = PercentCoding.encode(text)
        #expect(encoded.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(PercentCoding.decode(encoded) == text)
    }

    @Test("a stray percent sign stands for itself", arguments: ["%", "%4", "%zz", "a%"])
    func strayPercent(text: String) {
        #expect(PercentCoding.decode(text) == text)
    }
}
