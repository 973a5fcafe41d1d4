import Kernel
import Testing

@testable import HTTP2

@Suite("Watches and backoffs decide by the time they are given")
struct WatchTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    /// Asks a watch over 100 ms and says when it found a stall, in milliseconds.
    private func stalls(minimum: Int, _ asked: [(time: Int64, isWaiting: Bool, total: Int)]) -> [Int64] {
        var watch = ProgressWatch(period: .milliseconds(100), minimumCount: minimum)
        return asked.filter { watch.isStalled(isWaiting: $0.isWaiting, total: $0.total, at: at($0.time)) }.map(\.time)
    }

    @Test("what moves less than the minimum in a period is stalled")
    func progress() {
        let asked: [(Int64, Bool, Int)] = [
            (0, true, 0), (99, true, 0), (100, true, 10), (150, true, 15), (200, true, 19),
        ]
        #expect(stalls(minimum: 10, asked) == [200])
    }

    @Test("what does not wait is never stalled, and begins anew when it waits again")
    func rest() {
        let asked: [(Int64, Bool, Int)] = [
            (0, true, 0), (200, false, 0), (250, true, 0), (349, true, 0), (350, true, 0),
        ]
        #expect(stalls(minimum: 1, asked) == [350])
    }

    @Test("attempts to connect come later after each failure, up to the cap, and at once after a success")
    func backoff() {
        var backoff = ReconnectBackoff(first: .milliseconds(50), last: .milliseconds(150))
        #expect(backoff.allowsAttempt(at: at(0)))
        for (now, wait) in [(0, 50), (1_000, 100), (2_000, 150), (3_000, 150)] as [(Int64, Int64)] {
            backoff.noteFailure("no", at: at(now))
            #expect(!backoff.allowsAttempt(at: at(now + wait - 1)))
            #expect(backoff.allowsAttempt(at: at(now + wait)))
        }
        backoff.noteSuccess()
        backoff.noteFailure("no", at: at(9_000))
        #expect(backoff.allowsAttempt(at: at(9_050)))
    }

    @Test("a budget of resets is spent, and refilled no further than its burst")
    func resets() {
        var budget = ResetBudget(ResetRate(burst: 2, perSecond: 1))
        let first = (0..<3).map { _ in budget.spend() }
        budget.refill(seconds: 2)
        let second = budget.spend()
        budget.refill(seconds: 100)
        let third = (0..<3).map { _ in budget.spend() }
        #expect(first == [true, true, false])
        #expect(second)
        #expect(third == [true, true, false])
    }
}
