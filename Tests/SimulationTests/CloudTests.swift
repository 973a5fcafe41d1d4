import AdmissionPolicy
import CloudPolicy
import Domain
import GatewayPolicy
import Kernel
import Simulation
import Testing
import ToolPolicy

/// Jobs that may leave for a cloud tier behind a network that goes away, and what they may cost.
@Suite("Simulated cloud tier")
struct CloudTests {
    private static let outage = 2.0..<4.0

    /// Far more than one worker can do, with time enough for the way to the cloud tier and back.
    private static func scenario(isAway: Bool = true, seconds: Double = 6, seed: UInt64 = 1) -> Scenario {
        var scenario = Fixture.scenario(
            .open(.poisson, rate: 2_500),
            seconds: seconds,
            deadline: .milliseconds(100)...(.milliseconds(200))
        )
        scenario.seed = seed
        scenario.cloud = CloudSpec(profiles: [Fixture.id: Fixture.profile(fixed: .microseconds(100))])
        scenario.cloud?.executors = PoolLimits(least: 16, most: 16)
        scenario.sources[0].cloudIsAllowed = true
        let length = Duration.seconds(outage.upperBound - outage.lowerBound)
        if isAway { scenario.faults = [Fault(.outage, at: .seconds(outage.lowerBound), length: length)] }
        return scenario
    }

    private static func jobs(_ result: SimulationResult, in seconds: Range<Double>) -> [JobRecord] {
        result.jobs.filter { seconds.contains(Double($0.arrival) / 1e9) }
    }

    private static func cameBack(_ jobs: [JobRecord]) -> Double {
        Double(jobs.count { $0.standing == .offloaded && $0.isInDeadline }) / Double(max(1, jobs.count))
    }

    @Test("no promise is broken while the way is away, and few jobs are lost on it")
    func outage() {
        let result = Fixture.run(Self.scenario())
        let away = Self.jobs(result, in: Self.outage)
        #expect(result.jobs.allSatisfy { $0.standing != .promised || $0.isInDeadline })
        #expect(Self.cameBack(Self.jobs(result, in: 0.5..<1.9)) > 0.1)
        let lost = away.count { $0.ending == .lost || $0.ending == .dropped }
        // Those under way when it went, and after that the breaker lets a trial go at a time.
        #expect(lost < away.count / 5, "\(lost) of \(away.count)")
        #expect(away.contains { $0.ending == .refused })
    }

    /// Pauses between trials double, so the last one is hardly longer than all before it: the way is found again at the latest
    /// after about as long as it was away, and then as much goes there as before.
    @Test("within as long as the way was away, and one trial, it is used again by itself", arguments: UInt64(1)...6)
    func recovers(seed: UInt64) {
        let result = Fixture.run(Self.scenario(seconds: 8, seed: seed))
        let length = Self.outage.upperBound - Self.outage.lowerBound
        let before = Self.cameBack(Self.jobs(result, in: 0.5..<1.8))
        let away = Self.cameBack(Self.jobs(result, in: 2.2..<3.8))
        let after = Self.cameBack(Self.jobs(result, in: Self.outage.upperBound + length + 0.5..<8))
        #expect(away < before / 4, "\(away) while it was away, \(before) before")
        #expect(after > before * 0.8, "\(after) after, \(before) before")
    }

    /// Without load at the edge it has time for all that does not come back; admission sends nobody away of its own accord.
    @Test("what stays away for half of its budget is answered at the edge, if it has room")
    func fallsBack() {
        var scenario = Self.scenario()
        scenario.ledger.fallbackShare = 0
        // Bursts: the edge is full when jobs are sent away, and empty when they should be back.
        scenario.sources[0].arrivals = .open(.mmpp(high: 3_000, low: 1, meanSeconds: 0.02), rate: 1)
        let result = Fixture.run(scenario)
        let rescued = Self.jobs(result, in: Self.outage).filter {
            $0.standing == .promised && $0.isInDeadline && $0.end - $0.arrival > 40_000_000
        }
        #expect(!rescued.isEmpty)
        #expect(result.jobs.allSatisfy { $0.standing != .promised || $0.isInDeadline })
    }

    @Test("what an overrunning worker keeps too long may be answered by a copy at the cloud tier")
    func hedges() {
        var scenario = Self.scenario(isAway: false)
        scenario.sources[0].arrivals = .open(.poisson, rate: 100)
        scenario.faults = [Fault(.slowdown(worker: 0, factor: 20), at: .seconds(2), length: .seconds(1))]
        func inTime(share: Double) -> Int {
            scenario.gateway.hedgeShare = share
            return Self.jobs(Fixture.run(scenario), in: 2..<3).count(where: \.isInDeadline)
        }
        #expect(inTime(share: 0.5) > inTime(share: 0))
    }

    @Test("no more energy and money is used than there is, and it lasts", arguments: [0.5, 2, 5])
    func budgets(joules: Double) {
        var scenario = Self.scenario(isAway: false)
        scenario.workers[0].watts = 10
        scenario.budget = (joules, 1e-5)
        let result = Fixture.run(scenario)
        #expect(result.joules > 0 && result.joules <= joules)
        #expect(result.cloud.dollars > 0 && result.cloud.dollars <= 1e-5)
        let end = Self.jobs(result, in: 5..<6)
        #expect(end.contains { $0.isInDeadline })
    }

    @Test("bytes take their time on a narrow way, and their price")
    func bytes() {
        var scenario = Self.scenario(isAway: false)
        let free = Fixture.run(scenario)
        scenario.cloud?.bytesPerSecond = 400
        scenario.cloud?.pricePerByte = 1e-6
        let narrow = Fixture.run(scenario)
        // Its samples have four bytes.
        #expect(narrow.cloud.jobs < free.cloud.jobs / 2)
        #expect(narrow.cloud.dollars > Double(narrow.cloud.jobs) * 4e-6)
    }

    @Test("MCDNN's rule uses the other place when one is closed to it")
    func rival() {
        for (admission, isOffloaded) in [("mcdnn-server", true), ("mcdnn-device", false)] {
            var scenario = Self.scenario(isAway: false)
            scenario.sources[0].arrivals = .open(.poisson, rate: 20)
            (scenario.policy, scenario.admission) = ("serial", admission)
            let result = Fixture.run(scenario)
            #expect(result.jobs.allSatisfy { ($0.standing == .offloaded) == isOffloaded }, "\(admission)")
            #expect(result.jobs.count(where: \.isInDeadline) > result.jobs.count * 9 / 10, "\(admission)")
        }
    }
}
