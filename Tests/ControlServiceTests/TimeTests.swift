import Kernel
import ServiceKit
import Synchronization
import Testing

@Suite("Alarms and waits")
struct TimeTests {
    private let world = World()

    @Test("an alarm rings once, at the last instant that it was set to")
    func rings() async throws {
        let rung = Box(Mutex<[Instant]>([]))
        let world = world
        let alarm = LoopAlarm(eventLoop: world.loop, time: world.time) {
            rung.value.withLock { $0.append(world.time.now) }
        }
        let start = world.time.now
        try await world.act {
            alarm.set(start + .milliseconds(10))
            alarm.set(start + .milliseconds(30))
            alarm.set(start + .milliseconds(20))
        }
        for _ in 0..<50 { await world.pass(.milliseconds(1)) }
        #expect(rung.value.withLock { $0 } == [start + .milliseconds(20)])

        try await world.act { alarm.set(start) }
        #expect(rung.value.withLock { $0.count } == 2)

        try await world.act {
            alarm.set(world.time.now + .milliseconds(5))
            alarm.cancel()
        }
        await world.pass(.seconds(1))
        #expect(rung.value.withLock { $0.count } == 2)
    }

    @Test("a wait doubles up to its limit, and begins anew after success")
    func backoff() {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .milliseconds(100), limit: .milliseconds(350))
        for longest in [100, 200, 350, 350] {
            let wait = backoff.wait(using: &random)
            #expect(wait <= .milliseconds(longest))
            #expect(wait >= .milliseconds(longest) / 2)
        }
        backoff.reset()
        #expect(backoff.wait(using: &random) <= .milliseconds(100))
    }
}
