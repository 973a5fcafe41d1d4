import Domain
import Kernel
import SchedulerPolicy
import Simulation
import Testing
import ToolPolicy

@testable import Simulation

@Suite("Clairvoyant bounds")
struct BoundTests {
    /// A few jobs that want more than there is, without delays, so that a policy plays by the exact schedule's rules.
    private func tight(seed: UInt64, policy: String, jobs: Int = 5) -> Scenario {
        var random = SeededGenerator(seed: seed)
        var at = 0.0
        let arrivals = (0..<jobs).map { _ in
            at += random.exponential(mean: 2)
            return RecordedArrival(
                at: .nanoseconds(Int64(at * 1e6)),
                model: "toy",
                deadline: .nanoseconds(Int64(Double.random(in: 2...12, using: &random) * 1e6)),
                sample: Int.random(in: 0..<500, using: &random)
            )
        }
        var scenario = Fixture.scenario(.recorded(arrivals), threshold: seed.isMultiple(of: 2) ? 2 : 0.9)
        scenario.workers[0].share = 1...1
        scenario.network.uplink = .zero
        scenario.network.downlink = .zero
        scenario.network.commandDelay = .zero
        scenario.network.reportDelay = .zero
        scenario.network.alarmLateness = .zero
        scenario.lane = LaneConfiguration(dispatchCost: .zero, replyAllowance: .zero)
        scenario.policy = policy
        scenario.admission = "none"
        return scenario
    }

    @Test("relaxed ≥ exact ≥ every policy", arguments: UInt64(0)..<60)
    func order(seed: UInt64) {
        let base = tight(seed: seed, policy: "serial")
        let jobs = Fixture.run(base).jobs
        var search = ExactSchedule(jobs, of: base)
        let exact = search.value()
        let relaxed = RelaxedBound(jobs, of: base).value

        #expect(relaxed >= exact - 1e-9)
        for policy in LanePolicyCatalog.names {
            let scenario = tight(seed: seed, policy: policy)
            let value = SimulationSummary(Fixture.run(scenario), of: scenario).valueOfOffered
            #expect(value <= exact + 1e-6, "\(policy) cannot beat the best schedule")
        }
    }

    @Test("the relaxed bound is no empty promise: exact schedules come near it in overload")
    func tightness() {
        var shares: [Double] = []
        for seed in UInt64(0)..<60 {
            let scenario = tight(seed: seed, policy: "serial", jobs: 6)
            let jobs = Fixture.run(scenario).jobs
            var search = ExactSchedule(jobs, of: scenario)
            shares.append(search.value() / RelaxedBound(jobs, of: scenario).value)
        }
        #expect(shares.reduce(0, +) / Double(shares.count) > 0.75)
    }

    @Test("the relaxed bound is above every policy in long runs", arguments: LanePolicyCatalog.names)
    func longRuns(policy: String) {
        for rate in [200.0, 600, 2_000] {
            var scenario = Fixture.scenario(.open(.poisson, rate: rate), workers: 2)
            scenario.policy = policy
            scenario.admission = "none"
            let result = Fixture.run(scenario)
            let bound = RelaxedBound(result.jobs, of: scenario, knowsAnswers: true)
            let summary = SimulationSummary(result, of: scenario)

            #expect(summary.valueOfOffered <= bound.value + 1e-9)
            #expect(summary.accuracyOfOffered <= bound.accuracy ?? 0)
        }
    }

    @Test(
        "who lacks foresight is above every policy on the mean, and below who knows the answers",
        arguments: [200.0, 2_000]
    )
    func unforeseen(rate: Double) {
        var scenario = Fixture.scenario(.open(.poisson, rate: rate), workers: 2)
        scenario.admission = "none"
        // In an open loop every policy has the same arrivals.
        let jobs = Fixture.run(scenario).jobs
        let bound = UnforeseenBound(jobs, of: scenario).accuracy
        let known = RelaxedBound(jobs, of: scenario, knowsAnswers: true).accuracy ?? 0
        let noise = 2 / Double(jobs.count).squareRoot()
        #expect(bound <= known + noise)
        for policy in LanePolicyCatalog.names {
            scenario.policy = policy
            let summary = SimulationSummary(Fixture.run(scenario), of: scenario)
            #expect(summary.accuracyOfOffered <= bound + noise)
        }
    }

    @Test("what a chain of exits brings is the best of all choices by the last confidence")
    func chain() {
        // Half of the images are sure and right at once, the others are right only at the second exit.
        let records = ExitRecords(
            model: "toy/1",
            confidences: (0..<48).map { $0 < 24 ? [0.9, 0.9] : [0.1, 0.9] },
            isRight: (0..<48).map { $0 < 24 ? [true, true] : [false, true] }
        )
        let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 2)
        let leaving = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.05)
        func corners(_ rule: ExitRule, _ stageTimes: [Double]) -> [[Double]] {
            ExitChain(records, rule: rule, stageTimes: stageTimes).corners.map { corner in
                [corner.time, corner.value].map { ($0 * 1e6).rounded() / 1e6 }
            }
        }
        #expect(corners(rule, [2, 1]) == [[0, 0], [2.5, 1]])
        #expect(corners(rule, [2]) == [[0, 0], [2, 0.5]])
        #expect(corners(rule, [1, 4]) == [[0, 0], [1, 0.5], [3, 1]])
        #expect(corners(leaving, [2, 1]) == [[0, 0], [2, 0.5]])
        #expect(corners(rule, []) == [])
    }

    @Test("earliest deadline first spends as much machine time as a matching of unit slots", arguments: UInt64(0)..<100)
    func capacity(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let items = (0..<8).map { _ -> (begin: Int64, end: Int64, cost: Double) in
            let begin = Int64.random(in: 0...12, using: &random)
            let end = begin + Int64.random(in: 1...8, using: &random)
            return (begin, end, Double(Int.random(in: 1...5, using: &random)))
        }
        #expect(FluidCapacity(speed: 1).spent(items) == Double(matching(items)))
    }

    /// The largest number of unit pieces of work that fit into unit slots, by augmenting paths.
    private func matching(_ items: [(begin: Int64, end: Int64, cost: Double)]) -> Int {
        let pieces = items.flatMap { item in Array(repeating: item, count: Int(item.cost)) }
        var owner: [Int64: Int] = [:]
        func place(_ piece: Int, _ seen: inout Set<Int64>) -> Bool {
            for slot in pieces[piece].begin..<pieces[piece].end where seen.insert(slot).inserted {
                if let other = owner[slot], !place(other, &seen) { continue }
                owner[slot] = piece
                return true
            }
            return false
        }
        return pieces.indices.count { piece in
            var seen: Set<Int64> = []
            return place(piece, &seen)
        }
    }

    @Test("the envelope keeps the rising concave part")
    func envelope() {
        let parts = RelaxedBound.envelope([(0, 0), (1, 0.2), (2, 0.6), (3, 0.5), (4, 0.8)])

        #expect(parts.map(\.to.cost) == [2, 4])
        #expect(parts.map(\.to.value) == [0.6, 0.8])
    }
}
