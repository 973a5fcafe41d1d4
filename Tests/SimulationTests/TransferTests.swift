import Domain
import Kernel
import Simulation
import Testing
import ToolPolicy

@Suite("Moving activations")
struct TransferTests {
    private static let load: [Duration] = [.zero, .microseconds(20), .microseconds(30)]
    private static let store: [Duration] = [.zero, .microseconds(40), .microseconds(50)]

    /// A worker whose stages take 1 ms and 0.5 ms a job, and what is moved.
    private static func scenario(_ policy: String) -> Scenario {
        var scenario = Fixture.scenario(.open(.poisson, rate: 400))
        scenario.policy = policy
        scenario.admission = "none"
        scenario.workers[0].share = 1...1
        scenario.workers[0].transfers[Fixture.id] = ActivationTransfers(load: load, store: store)
        let bounds = (0..<3).map { stage in
            (1...8).map { .milliseconds(1) + (.microseconds(500) + load[stage] + store[stage]) * $0 }
        }
        scenario.workers[0].profiles[Fixture.id] = ExecutionProfile(
            model: Fixture.id,
            bounds: bounds,
            provenance: .init(device: "toy", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
        return scenario
    }

    private static func unmoved(_ run: StageRun) -> Int64 { 1_000_000 + 500_000 * Int64(run.jobs.count) }

    @Test("who runs through alone is never moved", arguments: ["serial", "adaptive"])
    func nobodyIsMoved(policy: String) {
        var scenario = Self.scenario(policy)
        scenario.sources[0].threshold = 2
        scenario.sources[0].deadline = .seconds(10)...(.seconds(10))
        let result = Fixture.run(scenario, keepsStages: true)
        #expect(result.stages.count > 300)
        #expect(result.stages.allSatisfy { $0.ended - $0.began == Self.unmoved($0) })
    }

    @Test("gaps and overtaking cost what is moved, and never more than the bound", arguments: ["fluid", "rubato"])
    func movedIsPaid(policy: String) {
        let result = Fixture.run(Self.scenario(policy), keepsStages: true)
        var moved = 0
        for run in result.stages where !run.isStopped {
            let extra = run.ended - run.began - Self.unmoved(run)
            #expect(extra >= 0)
            // Saving those who are overtaken is paid by the stage that overtakes.
            let most = Int64(run.jobs.count + 8) * (run.stage > 0 ? 80_000 : 50_000)
            #expect(extra <= most)
            moved += extra > 0 ? 1 : 0
        }
        #expect(moved > 20)
        #expect(moved < result.stages.count)
    }
}
