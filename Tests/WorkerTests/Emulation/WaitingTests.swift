import Kernel
import Testing

@testable import WorkerService

@Suite("Waiting for modeled times")
struct WaitingTests {
    @Test("the margin for spinning follows what sleeps oversleep, up at once and down slowly, within bounds")
    func margin() {
        var margin = SpinMargin()
        margin.overslept(by: .microseconds(100))
        #expect(margin.length == .microseconds(150))
        margin.overslept(by: .microseconds(50))
        #expect(margin.length < .microseconds(150) && margin.length > .microseconds(140))
        for _ in 0..<1_000 { margin.overslept(by: .zero) }
        #expect(margin.length - SpinMargin.least < .microseconds(1))
        margin.overslept(by: .seconds(1))
        #expect(margin.length == SpinMargin.most)
    }

    @Test("a wait is never over before its time, and one that has passed is none")
    func neverEarly() {
        let time = MonotonicTime()
        let waiter = PreciseWaiter(time)
        for length in [0, 30, 300, 3_000] {
            let end = time.now + .microseconds(length)
            waiter.wait(until: end)
            #expect(time.now >= end)
        }
        let past = time.now - .seconds(1)
        waiter.wait(until: past)
        waiter.doze(until: past)
        #expect(time.now - past < .seconds(2))
    }
}
