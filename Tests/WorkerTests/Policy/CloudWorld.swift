import Domain
import Kernel

@testable import CloudPolicy

/// A cloud tier's policy among jobs of two models that come and go, on executors that take their bounds or less.
struct CloudWorld {
    private static let limits = PoolLimits(
        least: 1,
        most: 3,
        startTime: .milliseconds(25),
        idleTime: .milliseconds(150)
    )

    private(set) var violations: [String] = []
    private(set) var answered = 0
    private(set) var refused = 0
    private var policy = CloudPolicyTests.policy(queueLimit: 24, executors: Self.limits)
    private var random: SeededGenerator
    private var deadlines: [JobID: Instant] = [:]
    /// By executor: who is in its batch, and when that is over.
    private var running: [Int: (jobs: [JobID], end: Instant)] = [:]
    private var alarm: Instant?
    /// Whether batches take their bounds exactly.
    private let isExact: Bool

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        isExact = seed % 3 == 0
    }

    mutating func run(jobs count: Int) {
        var arrival = Instant.origin
        for number in 1...count {
            arrival = arrival + .microseconds(Int64.random(in: 0...12_000, using: &random))
            pass(until: arrival)
            arrive(JobID(UInt64(number)), at: arrival)
            guard Int.random(in: 0..<12, using: &random) == 0,
                let gone = deadlines.keys.sorted().randomElement(using: &random)
            else { continue }
            deadlines[gone] = nil
            apply(.canceled(gone), at: arrival)
        }
        pass(until: arrival + .seconds(10))
        if !deadlines.isEmpty { violations.append("\(deadlines.count) jobs never ended") }
        if policy.executorCount != 1 { violations.append("\(policy.executorCount) executors are kept for nothing") }
    }

    private mutating func arrive(_ job: JobID, at now: Instant) {
        let isLarge = Int.random(in: 0..<4, using: &random) == 0
        let deadline = now + .milliseconds(Int64.random(in: 8...150, using: &random))
        deadlines[job] = deadline
        let model = isLarge ? CloudPolicyTests.large : CloudPolicyTests.small
        apply(.arrived(CloudJob(id: job, model: model, deadline: deadline)), at: now)
    }

    /// Lets batches end and alarms fire in their order.
    private mutating func pass(until now: Instant) {
        while true {
            let end = running.min { ($0.value.end, $0.key) < ($1.value.end, $1.key) }
            if let end, end.value.end <= min(now, alarm ?? now) {
                finish(end.key, at: end.value.end)
            } else if let due = alarm, due <= now {
                alarm = nil
                apply(.alarmFired, at: due)
            } else {
                return
            }
        }
    }

    private mutating func finish(_ executor: Int, at now: Instant) {
        for job in running.removeValue(forKey: executor)?.jobs ?? [] {
            guard let deadline = deadlines.removeValue(forKey: job) else { continue }
            if now > deadline { violations.append("\(job) is late") }
            answered += 1
        }
        apply(.finished(executor: executor), at: now)
    }

    private mutating func apply(_ event: CloudPolicy.Event, at now: Instant) {
        for action in policy.handle(event, at: now) {
            switch action {
            case .run(let executor, let model, let jobs): start(jobs, of: model, on: executor, at: now)
            case .refuse(let job, _):
                refused += 1
                deadlines[job] = nil
            case .drop(let job): violations.append("\(job) was taken in and is dropped")
            case .settle(let job): violations.append("\(job) is not over at its deadline")
            case .raiseStop(let executor): running[executor]?.end = now
            case .setAlarm(let instant): alarm = min(alarm ?? instant, instant)
            }
        }
    }

    private mutating func start(_ jobs: [JobID], of model: ModelID, on executor: Int, at now: Instant) {
        if running[executor] != nil { violations.append("executor \(executor) has two batches") }
        if executor >= Self.limits.most { violations.append("there is no executor \(executor)") }
        let milliseconds = model == CloudPolicyTests.large ? 30.0 : Double(8 + 2 * jobs.count)
        let share = isExact ? 1 : 0.2 + 0.8 * random.unit()
        running[executor] = (jobs, now + .nanoseconds(Int64(milliseconds * share * 1e6)))
    }
}
