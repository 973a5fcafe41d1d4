import Domain
import Kernel
import Testing

@testable import CloudPolicy

@Suite("Cloud policy")
struct CloudPolicyTests {
    static let small = ModelID(name: "small", version: "1")
    static let large = ModelID(name: "large", version: "1")

    /// 10 ms alone for the small model and 2 ms for each further job, up to 4; 30 ms for the large one, alone.
    static func policy(queueLimit: Int = 8, executors: PoolLimits = PoolLimits()) -> CloudPolicy {
        CloudPolicy(
            profiles: [
                small: profile(small, [[5, 6, 7, 8], [5, 6, 7, 8]]),
                large: profile(large, [[30]]),
            ],
            queueLimit: queueLimit,
            executors: executors
        )
    }

    static func profile(_ model: ModelID, _ milliseconds: [[Int64]]) -> ExecutionProfile {
        ExecutionProfile(
            model: model,
            bounds: milliseconds.map { $0.map { .milliseconds($0) } },
            provenance: .init(device: "table", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
    }

    static func ms(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000) }

    static func job(_ number: UInt64, _ deadline: Int64, model: ModelID = small) -> CloudJob {
        CloudJob(id: JobID(number), model: model, deadline: ms(deadline))
    }

    @Test("An idle tier runs a job at once")
    func idle() {
        var policy = Self.policy()
        #expect(
            policy.handle(.arrived(Self.job(1, 100)), at: .origin) == [
                .run(executor: 0, Self.small, [JobID(1)]), .setAlarm(Self.ms(100)),
            ]
        )
        #expect(policy.backlog(at: Self.ms(4)) == .milliseconds(6))
    }

    @Test("The earliest deadline is next, with company of its model as far as its deadline allows")
    func company() {
        var policy = Self.policy()
        _ = policy.handle(.arrived(Self.job(1, 100, model: Self.large)), at: .origin)
        for (number, deadline) in [(2, 90), (3, 44), (4, 95), (5, 91)] as [(UInt64, Int64)] {
            #expect(!policy.handle(.arrived(Self.job(number, deadline)), at: Self.ms(1)).contains { $0.isRefusal })
        }
        _ = policy.handle(.arrived(Self.job(6, 80, model: Self.large)), at: Self.ms(1))
        #expect(policy.backlog(at: Self.ms(1)) == .milliseconds(29 + 14 + 30 + 10))
        let next = policy.handle(.finished(executor: 0), at: Self.ms(30)).first
        #expect(next == .run(executor: 0, Self.small, [JobID(3), JobID(2), JobID(5)]))
        #expect(
            policy.handle(.finished(executor: 0), at: Self.ms(44)).first == .run(executor: 0, Self.large, [JobID(6)])
        )
    }

    @Test("What cannot finish even alone is refused on arrival, and what would make another one late")
    func uncovered() {
        var policy = Self.policy()
        #expect(policy.handle(.arrived(Self.job(1, 9)), at: .origin) == [.refuse(JobID(1), .cannotCover)])
        _ = policy.handle(.arrived(Self.job(2, 100, model: Self.large)), at: .origin)
        #expect(policy.handle(.arrived(Self.job(3, 39)), at: .origin) == [.refuse(JobID(3), .cannotCover)])
        #expect(policy.handle(.arrived(Self.job(4, 69, model: Self.large)), at: .origin).isEmpty == false)
        let pushing = Self.job(5, 60)
        #expect(policy.handle(.arrived(pushing), at: .origin) == [.refuse(JobID(5), .cannotCover)])
        #expect(policy.waitingCount == 1)
    }

    @Test("What waits is dropped as soon as it can no longer finish, since the one before it overran its bound")
    func droppedWaiting() {
        var policy = Self.policy()
        _ = policy.handle(.arrived(Self.job(1, 100, model: Self.large)), at: .origin)
        let latest = Self.ms(32) + .nanoseconds(1)
        #expect(policy.handle(.arrived(Self.job(2, 42)), at: .origin) == [.setAlarm(latest)])
        #expect(policy.handle(.alarmFired, at: latest) == [.drop(JobID(2)), .setAlarm(Self.ms(100))])
    }

    @Test("A newcomer is refused when the queue is full")
    func full() {
        var policy = Self.policy(queueLimit: 1)
        _ = policy.handle(.arrived(Self.job(1, 100)), at: .origin)
        _ = policy.handle(.arrived(Self.job(2, 100)), at: .origin)
        #expect(policy.handle(.arrived(Self.job(3, 50)), at: .origin) == [.refuse(JobID(3), .queueFull)])
    }

    @Test("A job that runs at its deadline is settled and the run stopped if it was the last one")
    func deadlineWhileRunning() {
        var policy = Self.policy()
        _ = policy.handle(.arrived(Self.job(1, 10)), at: .origin)
        #expect(policy.handle(.alarmFired, at: Self.ms(10)) == [.settle(JobID(1)), .raiseStop(executor: 0)])
    }

    @Test("A canceled job leaves the queue, or stops the run that nobody else waits for")
    func canceled() {
        var policy = Self.policy()
        _ = policy.handle(.arrived(Self.job(1, 100)), at: .origin)
        _ = policy.handle(.arrived(Self.job(2, 100)), at: .origin)
        #expect(policy.handle(.canceled(JobID(2)), at: .origin) == [])
        #expect(policy.handle(.canceled(JobID(1)), at: .origin) == [.raiseStop(executor: 0)])
        #expect(policy.handle(.finished(executor: 0), at: Self.ms(1)) == [])
        #expect(policy.backlog(at: Self.ms(1)) == .zero)
    }
}

extension CloudPolicy.Action {
    var isRefusal: Bool { if case .refuse = self { true } else { false } }
}
