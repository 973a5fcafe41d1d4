import Domain
import Kernel
import Testing

@Suite("The domain's rules")
struct DomainTests {
    private static let profile = ExecutionProfile(
        model: ModelID(name: "m", version: "1"),
        bounds: [
            [.milliseconds(3), .milliseconds(2), .milliseconds(5)],
            [.milliseconds(1), .milliseconds(1), .milliseconds(1)],
        ],
        provenance: .init(device: "test", precision: "f32", quantile: 0.999, margin: 1, samples: 1)
    )

    @Test("a batch never looks cheaper for having one job more")
    func envelope() {
        #expect(
            (1...3).map { Self.profile.wcet(stage: 0, batchSize: $0) } == [
                .milliseconds(3), .milliseconds(3), .milliseconds(5),
            ]
        )
    }

    @Test("a batch above the capacity runs in parts", arguments: [(4, 8), (6, 10), (8, 13)])
    func parts(jobs: Int, milliseconds: Int) {
        #expect(Self.profile.wcet(stage: 0, batchSize: jobs) == .milliseconds(milliseconds))
    }

    @Test(
        "a job leaves when it is sure enough at a usable exit, and always at its last",
        arguments: [(0, Float(1), false), (1, 0.89, false), (1, 0.9, true), (2, 0, true)]
    )
    func leaving(exit: Int, confidence: Float, leaves: Bool) {
        let rule = ExitRule(mandatoryExit: 1, lastExit: 2, threshold: 0.9)
        #expect(rule.leaves(at: exit, confidence: confidence) == leaves)
    }

    @Test("without a version a member serves its highest one")
    func versions() {
        let model = { (version: String) in
            ServedModel(
                id: ModelID(name: "m", version: version),
                inputName: "image",
                inputShape: [1],
                classes: [],
                exits: [],
                mandatoryExit: 0,
                defaultThreshold: 0.9,
                defaultDeadline: .milliseconds(50),
                profile: Self.profile
            )
        }
        let member = Member(id: WorkerID("w"), kind: .cpu, address: "a", models: [model("9"), model("10"), model("2")])
        #expect(member.model(named: "m")?.id.version == "10")
        #expect(member.model(named: "m", version: "2")?.id.version == "2")
        #expect(member.model(named: "n") == nil)
    }
}
