import Kernel
import Testing

@Suite("What ways cost")
struct ReplyLagTests {
    @Test("a longer way counts at once, a shorter one slowly")
    func moves() {
        var lag = ReplyLag()
        lag.observe(.milliseconds(8))
        #expect(lag.estimate == .milliseconds(2))
        lag.observe(.zero)
        #expect(lag.estimate == .milliseconds(2) - .milliseconds(2) / 64)
    }

    @Test("clocks that disagree do not make a way shorter than none")
    func neverNegative() {
        var lag = ReplyLag()
        for _ in 0..<100 { lag.observe(.milliseconds(-5)) }
        #expect(lag.estimate == .zero)
    }

    @Test("settles above fifteen in sixteen ways")
    func settles() {
        var lag = ReplyLag()
        for turn in 0..<4_000 { lag.observe(.microseconds(turn * 7 % 1_000)) }
        #expect(lag.estimate > .microseconds(800) && lag.estimate < .microseconds(1_000))
    }
}
