import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("Whatever happens, every scheduler obeys the worker's rules")
struct LanePropertyTests {
    @Test(
        "no more segments than may be outstanding, no job in two segments, and every job comes to an end",
        arguments: LanePolicyCatalog.names,
        Seeds.upTo(60)
    )
    func rules(name: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var configuration = LaneConfiguration()
        configuration.maxPending = Int.random(in: 5...60, using: &random)
        configuration.maxBatch = Int.random(in: 1...12, using: &random)
        let policy = try #require(LanePolicyCatalog.make(name, configuration: configuration))
        let models = [
            TestModels.fashion,
            TestModels.model("hard", perSample: [.microseconds(300), .milliseconds(1)], capacity: 4, mandatoryExit: 1),
        ]
        let timing = WorldTiming(stageShare: seed.isMultiple(of: 3) ? 0.5...2.5 : 0.1...1)
        var world = LaneWorld(policy: policy, member: TestModels.member(models), timing: timing, seed: seed)
        let load = Double.random(in: 200...6_000, using: &random)
        for job in Self.traffic(models, rate: load, &random) {
            world.submit(job)
            guard Int.random(in: 0..<8, using: &random) == 0 else { continue }
            world.hangUp(job.job.id, at: job.arrival + random.duration(in: .zero...(.milliseconds(20))))
        }
        world.run()
        #expect(world.violations == [])
        let counters = world.policy.counters
        let ends = counters.answered + counters.shed + counters.dropped + counters.withdrawn + counters.unknownModel
        #expect(counters.arrived == ends)
    }

    /// Both models and classes, windows, and deadlines that can and cannot be met.
    private static func traffic(_ models: [ServedModel], rate: Double, _ random: inout SeededGenerator) -> [WorldJob] {
        var jobs: [WorldJob] = []
        var at = Instant.origin + .milliseconds(1)
        while jobs.count < 150 {
            at = at + random.gap(mean: .seconds(1 / rate))
            let model = models[Int.random(in: 0..<models.count, using: &random)]
            let job = LaneJob(
                id: JobID(UInt64(jobs.count + 1)),
                model: model.id,
                jobClass: Int.random(in: 0..<4, using: &random) == 0 ? .bestEffort : .promised,
                deadline: at + random.duration(in: .microseconds(200)...(.milliseconds(60))),
                rule: ExitRule(
                    mandatoryExit: Int.random(in: 0..<model.exits.count, using: &random),
                    lastExit: model.exits.count - 1,
                    threshold: 0.9
                ),
                window: Bool.random(using: &random) ? random.duration(in: .zero...(.milliseconds(20))) : .zero
            )
            let confidences = PoissonTraffic.confidences(exits: model.exits.count, &random)
            jobs.append(WorldJob(job, arrival: at, confidences: confidences))
        }
        return jobs
    }
}
