import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("A lane under load")
struct OverloadTests {
    /// Jobs per second that one lane does at full depth: 1 s / 250 µs.
    private static let fullDepthRate = 4_000.0

    private static func report(
        _ name: String = "rubato",
        load: Double,
        models: [ServedModel] = [TestModels.fashion],
        seed: UInt64 = 1
    ) throws -> TrafficReport {
        let policy = try #require(LanePolicyCatalog.make(name, configuration: LaneConfiguration()))
        var random = SeededGenerator(seed: seed)
        var jobs: [WorldJob] = []
        for (index, model) in models.enumerated() {
            var traffic = PoissonTraffic(
                model: model,
                rate: load * fullDepthRate / Double(models.count),
                duration: .milliseconds(300),
                deadline: .milliseconds(50)...(.milliseconds(50))
            )
            traffic.firstID = UInt64(index) << 32 + 1
            jobs += traffic.jobs(&random)
        }
        let timing = WorldTiming(stageShare: 0.6...1)
        var world = LaneWorld(policy: policy, member: TestModels.member(models), timing: timing, seed: seed)
        for job in jobs { world.submit(job) }
        world.run()
        return TrafficReport(world, jobs: jobs)
    }

    @Test("answers everybody in time, the later in overload the shallower", arguments: [0.7, 1, 3, 6])
    func everybodyInTime(load: Double) throws {
        let report = try Self.report(load: load)
        #expect(report.violations == [])
        #expect(report.good == report.offered)
    }

    @Test("goodput at three times the full-depth capacity is three times that at capacity, and accuracy holds")
    func goodputHolds() throws {
        let full = try Self.report(load: 1)
        let triple = try Self.report(load: 3)
        #expect(Double(triple.good) > 2.8 * Double(full.good))
        #expect(triple.meanConfidence > full.meanConfidence - 0.1)
    }

    @Test("goodput comes near the capacity of mandatory stages when even these are too many")
    func nearMandatoryCapacity() throws {
        // 32 jobs take at most 384 µs, and 80 % of that on average; commands cost little beside it if batches are large.
        let report = try Self.report(load: 40)
        #expect(report.violations == [])
        #expect(Double(report.good) > 0.75 * 0.3 * 32 / 307e-6)
    }

    @Test("two models in overload do not break each other's batches")
    func twoModels() throws {
        let other = TestModels.model("other", perSample: [12, 70, 80, 88].map { .microseconds($0) })
        let report = try Self.report(load: 4, models: [TestModels.fashion, other])
        #expect(report.violations == [])
        #expect(report.goodShare > 0.999)
    }

    @Test(
        "is more accurate over all that was offered than each baseline in overload",
        arguments: ["edf", "serial", "batch-delay"]
    )
    func beatsBaselines(name: String) throws {
        let ours = try Self.report(load: 3)
        let theirs = try Self.report(name, load: 3)
        #expect(theirs.violations == [])
        #expect(ours.meanConfidence > theirs.meanConfidence + 0.05)
    }
}
