import Domain
import Kernel
import Simulation
import ToolPolicy

/// A small world with round numbers: three stages, batches that pay, made-up records.
enum Fixture {
    static let id = ModelID(name: "toy", version: "1")

    /// Confidences rise from stage to stage; an exit is right if a draw says so that is as probable as it is confident.
    static func records(exits: Int = 3, samples: Int = 500, seed: UInt64 = 7) -> ExitRecords {
        var random = SeededGenerator(seed: seed)
        var confidences: [[Float]] = []
        var right: [[Bool]] = []
        for _ in 0..<samples {
            var confidence = Float.random(in: 0.3...1, using: &random)
            let row = (0..<exits).map { _ in
                defer { confidence += (1 - confidence) * Float.random(in: 0...0.8, using: &random) }
                return confidence
            }
            confidences.append(row)
            right.append(row.map { Float.random(in: 0...1, using: &random) < $0 })
        }
        return ExitRecords(model: "toy/1", confidences: confidences, isRight: right)
    }

    /// Stage `s` takes `1 ms + n · 0.5 ms` in a batch of `n`, unless told otherwise.
    static func profile(exits: Int = 3, fixed: Duration = .milliseconds(1), each: Duration = .microseconds(500))
        -> ExecutionProfile
    {
        ExecutionProfile(
            model: id,
            bounds: (0..<exits).map { _ in (1...8).map { fixed + each * $0 } },
            provenance: .init(device: "toy", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
    }

    static func model(exits: Int = 3, threshold: Float = 0.9) -> SimulatedModel {
        let served = ServedModel(
            id: id,
            inputName: "x",
            inputShape: [1],
            classes: [],
            exits: (0..<exits).map {
                .init(name: "exit\($0)", accuracy: 0.6 + 0.1 * Double($0), meanConfidence: 0.7, mflop: 1)
            },
            mandatoryExit: 0,
            defaultThreshold: threshold,
            defaultDeadline: .milliseconds(50),
            profile: profile(exits: exits)
        )
        return SimulatedModel(served: served, records: records(exits: exits))
    }

    static func scenario(
        _ arrivals: SourceSpec.Arrivals,
        workers: Int = 1,
        seconds: Double = 1,
        deadline: ClosedRange<Duration> = .milliseconds(10)...(.milliseconds(60)),
        threshold: Float = 0.9
    ) -> Scenario {
        let specs = (0..<workers).map { number in
            var spec = WorkerSpec(id: WorkerID("worker-\(number)"), profiles: [id: profile()])
            spec.share = 0.7...1
            return spec
        }
        return Scenario(
            name: "toy",
            length: .nanoseconds(Int64(seconds * 1e9)),
            models: [model(threshold: threshold)],
            workers: specs,
            sources: [SourceSpec(name: "jobs", model: 0, arrivals: arrivals, deadline: deadline)]
        )
    }

    static func run(_ scenario: Scenario, keepsStages: Bool = false) -> SimulationResult {
        var options = SimulatorOptions()
        options.keepsStages = keepsStages
        var simulator = Simulator(scenario, options: options)
        return simulator.run()
    }
}
