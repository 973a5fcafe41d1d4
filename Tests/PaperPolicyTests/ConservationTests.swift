import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("No policy loses a job, whatever happens to the worker")
struct ConservationTests {
    @Test(
        "every job comes to an end by itself once nothing else happens",
        arguments: LanePolicyCatalog.names,
        Seeds.upTo(20)
    )
    func conservation(name: String, seed: UInt64) throws {
        var worker = CarelessWorker(try policy(name, seed: seed), models: Self.models, seed: seed)
        for _ in 0..<400 { worker.step() }
        worker.drain(rounds: 10_000)
        #expect(worker.violations.prefix(3) == [])
        #expect(worker.heldJobs == 0)
        #expect(worker.policy.pendingJobs == 0)
    }

    @Test("the same events bring the same commands", arguments: LanePolicyCatalog.names, Seeds.upTo(3))
    func determinism(name: String, seed: UInt64) throws {
        let logs = try (0..<2).map { _ in
            var worker = CarelessWorker(try policy(name, seed: seed), models: Self.models, seed: seed)
            for _ in 0..<300 { worker.step() }
            return worker.commands
        }
        #expect(logs[0] == logs[1])
        #expect(!logs[0].isEmpty)
    }

    private static let models = [
        TestModels.model("three", perSample: [.microseconds(200), .microseconds(300), .milliseconds(1)], capacity: 6),
        TestModels.model("hard", perSample: [.milliseconds(1), .milliseconds(2)], capacity: 3, mandatoryExit: 1),
    ]

    private func policy(_ name: String, seed: UInt64) throws -> any LanePolicy {
        var random = SeededGenerator(seed: seed &+ 77)
        var configuration = LaneConfiguration()
        configuration.maxPending = Int.random(in: 4...80, using: &random)
        configuration.maxBatch = Int.random(in: 1...8, using: &random)
        let entry = try #require(LanePolicyCatalog.entry(name))
        // A fixed batch would wait for company that does not come.
        if name == "batch" { configuration.options = try PolicyOptions(["batch=1"], for: entry.tunables) }
        return entry.make(configuration)
    }
}
