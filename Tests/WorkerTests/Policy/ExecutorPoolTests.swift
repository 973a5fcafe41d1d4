import Domain
import Kernel
import Testing

@testable import CloudPolicy

@Suite("Executors of the cloud tier")
struct ExecutorPoolTests {
    typealias Fixture = CloudPolicyTests
    static let elastic = PoolLimits(least: 1, most: 3, startTime: .milliseconds(20), idleTime: .milliseconds(200))

    @Test("Where one executor cannot cover a job another one is rented, if its start still fits")
    func grows() {
        var policy = Fixture.policy(executors: Self.elastic)
        _ = policy.handle(.arrived(Fixture.job(1, 100, model: Fixture.large)), at: .origin)
        #expect(policy.handle(.arrived(Fixture.job(2, 29)), at: .origin).contains { $0.isRefusal })
        #expect(policy.executorCount == 1)
        #expect(!policy.handle(.arrived(Fixture.job(3, 31)), at: .origin).contains { $0.isRefusal })
        #expect(policy.executorCount == 2)
        #expect(policy.handle(.alarmFired, at: Fixture.ms(19)).allSatisfy { !$0.isRun }, "it is not ready yet")
        let begun = policy.handle(.alarmFired, at: Fixture.ms(20))
        #expect(begun.first == .run(executor: 1, Fixture.small, [JobID(3)]))
    }

    @Test("One more is rented ahead of need when a job is about to wait for half of its budget, but one at a time")
    func growsAhead() {
        var policy = Fixture.policy(executors: Self.elastic)
        for number in UInt64(1)...3 {
            _ = policy.handle(.arrived(Fixture.job(number, 300, model: Fixture.large)), at: .origin)
        }
        #expect(policy.executorCount == 1, "the third ends at 90 of 300 ms")
        _ = policy.handle(.arrived(Fixture.job(4, 200, model: Fixture.large)), at: .origin)
        _ = policy.handle(.arrived(Fixture.job(5, 210, model: Fixture.large)), at: .origin)
        #expect(policy.executorCount == 1)
        _ = policy.handle(.arrived(Fixture.job(6, 301, model: Fixture.large)), at: .origin)
        #expect(policy.executorCount == 2, "the last one would end at 180 of 301 ms")
        _ = policy.handle(.arrived(Fixture.job(7, 302, model: Fixture.large)), at: .origin)
        #expect(policy.executorCount == 2)
    }

    @Test("What is idle for long is given back, one at a time, and never the last ones that are to be kept")
    func shrinks() {
        var policy = Fixture.policy(executors: Self.elastic)
        _ = policy.handle(.arrived(Fixture.job(1, 100, model: Fixture.large)), at: .origin)
        _ = policy.handle(.arrived(Fixture.job(2, 51, model: Fixture.large)), at: .origin)
        _ = policy.handle(.arrived(Fixture.job(3, 52, model: Fixture.large)), at: .origin)
        #expect(policy.executorCount == 3)
        for at in [20, 31, 52] { _ = policy.handle(.alarmFired, at: Fixture.ms(Int64(at))) }
        for executor in 0..<3 { _ = policy.handle(.finished(executor: executor), at: Fixture.ms(60)) }
        _ = policy.handle(.alarmFired, at: Fixture.ms(259))
        #expect(policy.executorCount == 3)
        _ = policy.handle(.alarmFired, at: Fixture.ms(260))
        #expect(policy.executorCount == 2)
        _ = policy.handle(.alarmFired, at: Fixture.ms(459))
        #expect(policy.executorCount == 2)
        for at in [460, 1_000, 5_000] { _ = policy.handle(.alarmFired, at: Fixture.ms(Int64(at))) }
        #expect(policy.executorCount == 1)
        #expect(policy.executorStarts == 2 && policy.executorStops == 2)
    }

    @Test("A load that comes back within the idle time pays no start")
    func hysteresis() {
        var policy = Fixture.policy(executors: Self.elastic)
        for round in 0..<20 {
            let at = Int64(round) * 150
            for number in 0..<2 {
                let job = Fixture.job(UInt64(round * 2 + number), at + 55, model: Fixture.large)
                _ = policy.handle(.arrived(job), at: Fixture.ms(at))
            }
            _ = policy.handle(.alarmFired, at: Fixture.ms(at + 20))
            for executor in 0..<2 { _ = policy.handle(.finished(executor: executor), at: Fixture.ms(at + 50)) }
        }
        #expect(policy.executorStarts == 1 && policy.executorStops == 0)
    }

    @Test(
        "Whoever is taken in ends in time if no batch takes longer than its bound, whatever comes after",
        arguments: UInt64(0)..<200
    )
    func keepsItsWord(seed: UInt64) {
        var world = CloudWorld(seed: seed)
        world.run(jobs: 200)
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        #expect(world.answered > 20 && world.refused > 0, "seed \(seed): \(world.answered) and \(world.refused)")
    }
}

extension CloudPolicy.Action {
    var isRun: Bool { if case .run = self { true } else { false } }
}
