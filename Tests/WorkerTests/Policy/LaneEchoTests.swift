import Kernel
import Testing
import WorkerPolicy

@Suite("The echo of a lane")
struct LaneEchoTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test("one number is under way, and the next is due an interval after it")
    func asks() {
        var echo = LaneEcho()
        let first = echo.ask(at: at(1))
        #expect(first != nil)
        #expect(echo.ask(at: at(30)) == nil)
        #expect(echo.hear(first ?? 0, at: at(31)) == .milliseconds(30))
        #expect(echo.ask(at: at(31)) != nil)

        var quick = LaneEcho()
        let number = quick.ask(at: at(1))
        #expect(quick.hear(number ?? 0, at: at(2)) == .milliseconds(1))
        #expect(quick.ask(at: at(10)) == nil)
        #expect(quick.ask(at: at(11)) != nil)
    }

    @Test("a number that nobody waits for says nothing")
    func strangers() {
        var echo = LaneEcho()
        let number = echo.ask(at: at(0)) ?? 0
        #expect(echo.hear(number + 1, at: at(1)) == nil)
        #expect(echo.hear(number, at: at(1)) != nil)
        #expect(echo.hear(number, at: at(2)) == nil)
    }

    @Test("a number that is lost, and one on a lane that is lost, do not end the measurement")
    func losses() {
        var echo = LaneEcho()
        let lost = echo.ask(at: at(0)) ?? 0
        #expect(echo.ask(at: at(999)) == nil)
        #expect(echo.ask(at: at(1_000)) != nil)
        #expect(echo.hear(lost, at: at(1_001)) == nil)
        echo.forget()
        #expect(echo.ask(at: at(1_020)) != nil)
    }
}
