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

    /// A variant with one exit less and no heads.
    static let small: ServedModel = {
        let profile = model.profile
        return ServedModel(
            id: id.variant(named: "small"),
            inputName: model.inputName,
            inputShape: model.inputShape,
            classes: model.classes,
            exits: Array(model.exits.prefix(2)),
            mandatoryExit: 0,
            defaultThreshold: 0.9,
            defaultDeadline: .milliseconds(100),
            profile: ExecutionProfile(
                model: id.variant(named: "small"),
                bounds: Array(repeating: [.milliseconds(1), .milliseconds(2)], count: 2),
                provenance: profile.provenance
            )
        )
    }()

    static func worker(_ name: String, port: Int, models: [ServedModel] = [model]) -> Member {
        Member(id: WorkerID(name), kind: .cpu, address: "127.0.0.1:\(port)", models: models)
    }
}
