import Kernel
import Testing

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<CircuitBreaker.failureLimit { breaker.noteFailure(at: .origin) }
        return breaker
    }

    @Test("single failures between successes do not open it, a row of them does")
    func opens() {
        var breaker = CircuitBreaker()
        for _ in 0..<20 {
            for _ in 1..<CircuitBreaker.failureLimit { breaker.noteFailure(at: .origin) }
            #expect(breaker.pass(at: .origin) == true)
            breaker.noteSuccess()
        }
        breaker = opened()
        #expect(breaker.pass(at: .origin) == false)
        #expect(breaker.pass(at: .origin + CircuitBreaker.shortestPause - .nanoseconds(1)) == false)
    }

    @Test("after the pause one passes and no other until it is known what became of it")
    func tries() {
        var breaker = opened()
        let later = Instant.origin + CircuitBreaker.shortestPause
        #expect(breaker.pass(at: later) == true)
        #expect(breaker.pass(at: later) == false)
        let muchLater = later + CircuitBreaker.trialPatience
        #expect(breaker.pass(at: muchLater) == true, "a trial without news does not block for good")
        breaker.noteSuccess()
        #expect(breaker.state == .closed)
        #expect([breaker.pass(at: later), breaker.pass(at: later)] == [true, true])
    }

    @Test("pauses double with every failed trial, up to their bound, and begin anew after a success")
    func pauses() {
        var breaker = opened()
        var now = Instant.origin
        var pauses: [Duration] = []
        for _ in 0..<8 {
            guard case .open(let until) = breaker.state else { break }
            pauses.append(until - now)
            now = until
            #expect(breaker.pass(at: now) == true)
            breaker.noteFailure(at: now)
        }
        #expect(pauses.map(\.milliseconds) == [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
        breaker.noteSuccess()
        for _ in 0..<CircuitBreaker.failureLimit { breaker.noteFailure(at: now) }
        #expect(breaker.state == .open(until: now + CircuitBreaker.shortestPause))
    }

    @Test("failures of what passed before it opened do not lengthen the pause")
    func lateFailures() {
        var breaker = opened()
        let state = breaker.state
        for _ in 0..<50 { breaker.noteFailure(at: .origin + .milliseconds(100)) }
        #expect(breaker.state == state)
    }
}
