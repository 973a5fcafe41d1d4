import Domain
import Kernel
import SchedulerPolicy
import Simulation
import Testing
import ToolPolicy

@Suite("Simulation engine")
struct EngineTests {
    /// Two workers with crashes, slow spells, overruns and a cloud behind a WAN that fails at times.
    private func rough(_ policy: String, _ admission: String) -> Scenario {
        var scenario = Fixture.scenario(.open(.gamma(variation: 3), rate: 900), workers: 2)
        scenario.policy = policy
        scenario.admission = admission
        scenario.cloud = CloudSpec(profiles: [Fixture.id: Fixture.profile(fixed: .microseconds(100))])
        scenario.sources[0].cloudIsAllowed = true
        scenario.sources[0].bestEffortIsAllowed = true
        var frames = StreamSpec(count: 10, framesPerSecond: 5...40)
        frames.frames = 3...30
        frames.jitter = .milliseconds(1)
        let streams = SourceSpec(
            name: "streams",
            model: 0,
            arrivals: .streams(frames),
            deadline: .milliseconds(40)...(.milliseconds(90))
        )
        scenario.sources.append(streams)
        for place in scenario.workers.indices { scenario.workers[place].overrunProbability = 0.05 }
        scenario.faults = [
            Fault(.crash(worker: 0), at: .milliseconds(300), length: .milliseconds(100)),
            Fault(.slowdown(worker: 1, factor: 3), at: .milliseconds(500), length: .milliseconds(100)),
            Fault(.outage, at: .milliseconds(700), length: .milliseconds(100)),
        ]
        return scenario
    }

    @Test("every job ends once, and the books balance, whatever breaks", arguments: LanePolicyCatalog.names)
    func books(policy: String) {
        for admission in ["rubato", "deeprt", "halved", "none", "mcdnn"] {
            let scenario = rough(policy, admission)
            let result = Fixture.run(scenario)
            let summary = SimulationSummary(result, of: scenario)

            #expect(summary.offered == result.jobs.count)
            #expect(summary.offered > 700)
            #expect(summary.offered == summary.answered + summary.refused + summary.dropped + summary.lost)
            #expect(summary.answered == summary.inDeadline + summary.late)
            #expect(summary.exits.reduce(0, +) == summary.inDeadline)
            #expect(summary.right <= summary.inDeadline)
            #expect(result.jobs.allSatisfy { $0.end >= $0.arrival })
        }
    }

    @Test("equal seeds give equal results, other seeds others", arguments: LanePolicyCatalog.names)
    func determinism(policy: String) {
        var scenario = rough(policy, "rubato")
        let (first, second) = (Fixture.run(scenario), Fixture.run(scenario))
        scenario.seed += 1
        let third = Fixture.run(scenario)

        #expect(first.events == second.events)
        #expect(first.jobs.map(\.end) == second.jobs.map(\.end))
        #expect(first.jobs.map(\.exit) == second.jobs.map(\.exit))
        #expect(first.jobs.map(\.arrival) != third.jobs.map(\.arrival))
    }

    @Test("a lone job takes its stages' time and the way, to the nanosecond")
    func loneJob() {
        let arrival = RecordedArrival(at: .milliseconds(5), model: "toy", deadline: .milliseconds(50), sample: 1)
        var scenario = Fixture.scenario(.recorded([arrival]), threshold: 2)
        scenario.workers[0].share = 1...1
        scenario.policy = "serial"
        scenario.admission = "none"
        let job = Fixture.run(scenario).jobs[0]
        let network = scenario.network
        let way = network.uplink + network.reportDelay + network.commandDelay + network.downlink

        #expect(job.exit == 2)
        #expect(Duration.nanoseconds(job.end - job.arrival) == way + .microseconds(4_500))
    }

    @Test("at the deadline the deepest finished exit answers")
    func deadlineAnswer() {
        let arrival = RecordedArrival(at: .zero, model: "toy", deadline: .microseconds(4_200), sample: 1)
        var scenario = Fixture.scenario(.recorded([arrival]), threshold: 2)
        scenario.workers[0].share = 1...1
        scenario.policy = "edf"
        scenario.admission = "none"
        let job = Fixture.run(scenario).jobs[0]

        #expect(job.ending == .answered)
        #expect(job.exit == 1)
        #expect(job.end == job.deadline)
    }

    @Test("a closed loop never has more jobs open than clients")
    func closedLoop() {
        var scenario = Fixture.scenario(.closed(clients: 7, pause: .zero))
        scenario.admission = "none"
        let jobs = Fixture.run(scenario).jobs
        let changes = (jobs.map { ($0.arrival, 1) } + jobs.map { ($0.end, -1) }).sorted { $0 < $1 }
        var open = 0
        for (_, change) in changes {
            open += change
            #expect(open <= 7)
        }
        #expect(jobs.count > 100)
    }

    @Test("jobs of a crashed worker are tried on the other one, and are lost where there is none")
    func crash() {
        for workers in [1, 2] {
            var scenario = Fixture.scenario(.open(.poisson, rate: 900), workers: workers)
            scenario.admission = "none"
            scenario.faults = [Fault(.crash(worker: 0), at: .milliseconds(500), length: .milliseconds(200))]
            let summary = SimulationSummary(Fixture.run(scenario), of: scenario)

            #expect((summary.lost > 0) == (workers == 1))
        }
    }

    @Test("refused streams send no frames that anybody runs")
    func streams() {
        var scenario = Fixture.scenario(
            .streams(StreamSpec(count: 400, framesPerSecond: 20...20)),
            deadline: .milliseconds(60)...(.milliseconds(60))
        )
        scenario.admission = "rubato"
        let result = Fixture.run(scenario)
        let summary = SimulationSummary(result, of: scenario)

        #expect(result.streams.asked == 400)
        #expect(result.streams.refused > 100)
        #expect(summary.refused > 0)
        #expect(summary.promisedMisses == 0)
    }

    @Test("a replay of a run's own arrivals brings the same arrivals")
    func replay() {
        var scenario = Fixture.scenario(.open(.poisson, rate: 500))
        let first = Fixture.run(scenario)
        let arrivals = first.jobs.map { job in
            RecordedArrival(
                at: .nanoseconds(job.arrival),
                model: "toy/1",
                deadline: .nanoseconds(job.deadline - job.arrival),
                sample: job.sample
            )
        }
        scenario.sources[0].arrivals = .recorded(arrivals)
        let second = Fixture.run(scenario)

        #expect(second.jobs.map(\.arrival) == first.jobs.map(\.arrival))
        #expect(second.jobs.map(\.deadline) == first.jobs.map(\.deadline))
        #expect(second.jobs.map(\.sample) == first.jobs.map(\.sample))
    }

    @Test("foresight makes RTDeepIoT's oracle no worse than its guess, on the whole")
    func oracle() throws {
        let tunables = try #require(LanePolicyCatalog.entry("rtdeepiot")).tunables
        var values: [Double] = []
        for predictor in ["exp", "oracle"] {
            var sum = 0.0
            for seed in 0..<5 {
                var scenario = Fixture.scenario(.closed(clients: 12, pause: .zero), threshold: 2)
                scenario.seed = UInt64(seed)
                scenario.policy = "rtdeepiot"
                scenario.admission = "none"
                scenario.lane.options = try PolicyOptions(["predictor=\(predictor)"], for: tunables)
                sum += SimulationSummary(Fixture.run(scenario), of: scenario).valueOfOffered
            }
            values.append(sum)
        }
        #expect(values[1] >= values[0] - 0.02)
    }
}
