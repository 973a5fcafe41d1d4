import Domain
import Inference
import Kernel

@testable import WorkerService

/// A model of three stages and two classes that takes four bytes, or four floats.
enum StubModel {
    static let id = ModelID(name: "stub", version: "1")

    /// Past all exits but the last.
    static let carriedBytes = 3

    static var loaded: LoadedModel {
        let exits = [0.6, 0.7, 0.8].enumerated().map { index, accuracy in
            ServedModel.Exit(
                name: "exit\(index)",
                accuracy: accuracy,
                meanConfidence: accuracy,
                mflop: Double(index + 1),
                carriedBytes: index < 2 ? carriedBytes : 0
            )
        }
        let served = ServedModel(
            id: id,
            inputName: "image",
            inputShape: [1, 2, 2],
            classes: ["no", "yes"],
            exits: exits,
            mandatoryExit: 0,
            defaultThreshold: 0.9,
            defaultDeadline: .milliseconds(100),
            profile: profile
        )
        return LoadedModel(served: served, input: ModelInput(name: "image", shape: [1, 2, 2]))
    }

    static var profile: ExecutionProfile {
        ExecutionProfile(
            model: id,
            bounds: Array(repeating: [2, 3, 4, 5].map { .milliseconds($0) }, count: 3),
            provenance: .init(device: "stub", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
    }
}
