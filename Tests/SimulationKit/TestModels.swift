package import Domain
import Kernel

/// Models with round numbers for tests and benchmarks.
package enum TestModels {
    /// A served model whose stage `s` takes `fixed + perSample[s] · n`.
    package static func model(
        _ name: String = "fashion",
        perSample: [Duration],
        fixed: Duration = .zero,
        capacity: Int = 32,
        mandatoryExit: Int = 0
    ) -> ServedModel {
        let id = ModelID(name: name, version: "1")
        let bounds = perSample.map { cost in (1...capacity).map { fixed + cost * $0 } }
        let exits = perSample.indices.map { stage in
            let accuracy = 1 - 0.2 / Double(stage + 1)
            return ServedModel.Exit(name: "exit\(stage)", accuracy: accuracy, meanConfidence: accuracy, mflop: 1)
        }
        return ServedModel(
            id: id,
            inputName: "image",
            inputShape: [1, 28, 28],
            classes: ["a", "b"],
            exits: exits,
            mandatoryExit: mandatoryExit,
            defaultThreshold: 0.9,
            defaultDeadline: .milliseconds(50),
            profile: ExecutionProfile(
                model: id,
                bounds: bounds,
                provenance: .init(device: "test", precision: "f32", quantile: 0.999, margin: 1, samples: 1)
            )
        )
    }

    /// About what the project's model of 42 MFLOP takes on one core in f32: 12 µs to the first exit, 250 µs in all.
    package static var fashion: ServedModel {
        model(perSample: [.microseconds(12), .microseconds(70), .microseconds(80), .microseconds(88)])
    }

    package static func member(
        _ models: [ServedModel],
        id: String = "worker-1",
        kind: Member.Kind = .cpu,
        roundTrip: Duration = .zero,
        backlog: Duration = .zero
    ) -> Member {
        Member(
            id: WorkerID(id),
            kind: kind,
            address: "127.0.0.1:9000",
            models: models,
            roundTrip: roundTrip,
            backlog: backlog
        )
    }
}
