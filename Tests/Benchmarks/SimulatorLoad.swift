import Domain
import Kernel
import Simulation
import ToolPolicy

/// Poisson arrivals of one model on two workers.
enum SimulatorLoad {
    static func scenario(policy: String, admission: String, load: Double) -> Scenario {
        let workers = (1...2).map { number in
            WorkerSpec(
                id: WorkerID("worker-\(number)"),
                profiles: [PolicyFixture.model.id: PolicyFixture.model.profile]
            )
        }
        // A job takes a quarter of a millisecond on one of the two.
        let arrivals = SourceSpec.Arrivals.open(.poisson, rate: load * 8_000)
        var scenario = Scenario(
            name: "benchmark",
            length: .seconds(2),
            models: [SimulatedModel(served: PolicyFixture.model, records: records)],
            workers: workers,
            sources: [
                SourceSpec(
                    name: "jobs",
                    model: 0,
                    arrivals: arrivals,
                    deadline: .milliseconds(10)...(.milliseconds(100))
                )
            ]
        )
        scenario.policy = policy
        scenario.admission = admission
        return scenario
    }

    /// Made up: confidences that rise from exit to exit, right as often as they are confident.
    private static let records: ExitRecords = {
        var random = SeededGenerator(seed: 1)
        var confidences: [[Float]] = []
        var right: [[Bool]] = []
        for _ in 0..<1_000 {
            let first = Float.random(in: 0.4...1, using: &random)
            let row = (0..<4).map { 1 - (1 - first) * Float(sign: .plus, exponent: -$0, significand: 1) }
            confidences.append(row)
            right.append(row.map { Float.random(in: 0..<1, using: &random) < $0 })
        }
        return ExitRecords(model: "fashion/1", confidences: confidences, isRight: right)
    }()
}
