import Domain
import Kernel

/// A small model, so that bodies can be written by hand.
enum Toy {
    static let id = ModelID(name: "toy", version: "1")

    static let model = ServedModel(
        id: id,
        inputName: "image",
        inputShape: [1, 2, 2],
        classes: ["cat", "dög", "owl"],
        exits: (0..<3).map {
            ServedModel.Exit(name: "exit\($0)", accuracy: 0.7 + 0.1 * Double($0), meanConfidence: 0.8, mflop: 1)
        },
        tasks: [ServedModel.Task(name: "kind", classes: ["pet", "bird"], accuracy: [0.85, 0.9, 0.95])],
        mandatoryExit: 0,
        defaultThreshold: 0.9,
        defaultDeadline: .milliseconds(100),
        profile: ExecutionProfile(
            model: id,
            bounds: Array(repeating: [.milliseconds(1), .milliseconds(2)], count: 3),
            provenance: .init(device: "toy", precision: "f32", quantile: 0.999, margin: 1.2, samples: 1)
        )
    )

    static func tier(port: Int) -> Member {
        Member(id: WorkerID("c1"), kind: .cloud, address: "127.0.0.1:\(port)", models: [model])
    }

    static func worker(_ name: String, port: Int) -> Member {
        Member(id: WorkerID(name), kind: .cpu, address: "127.0.0.1:\(port)", models: [model])
    }
}
