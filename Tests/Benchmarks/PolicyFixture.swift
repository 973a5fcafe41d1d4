import Domain
import Kernel

/// Workers and jobs for the benchmarks of policies, and the clocks that time them.
enum PolicyFixture {
    /// Stages of 12, 70, 80 and 88 µs per job, as the project's small model takes in f32 on one core.
    static let model: ServedModel = {
        let id = ModelID(name: "fashion", version: "1")
        let bounds = [12, 70, 80, 88].map { cost in (1...32).map { Duration.microseconds(cost * $0) } }
        let exits = [0.84, 0.9, 0.925, 0.935].enumerated().map { index, accuracy in
            ServedModel.Exit(name: "exit\(index)", accuracy: accuracy, meanConfidence: accuracy, mflop: 10)
        }
        return ServedModel(
            id: id,
            inputName: "image",
            inputShape: [1, 28, 28],
            classes: [],
            exits: exits,
            mandatoryExit: 0,
            defaultThreshold: 0.9,
            defaultDeadline: .milliseconds(50),
            profile: ExecutionProfile(
                model: id,
                bounds: bounds,
                provenance: .init(device: "cpu", precision: "f32", quantile: 0.999, margin: 1.2, samples: 1_000)
            )
        )
    }()

    static func member(_ name: String) -> Member {
        Member(id: WorkerID(name), kind: .cpu, address: "127.0.0.1:9000", models: [model])
    }

    /// Nanoseconds on the monotonic clock.
    static func nanoseconds() -> Int64 { MonotonicTime().now.nanoseconds }
}
