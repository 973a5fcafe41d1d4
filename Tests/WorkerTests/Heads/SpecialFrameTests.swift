import Domain
import Foundation
import Heads
import Inference
import InferenceDNNL
import Messages
import NIOCore
import Testing
import Transport

@testable import WorkerService

/// The fashion model with specialized heads whose word is known beforehand: they are as sure as their bias says.
@Suite("Frames with specialized heads")
struct SpecialFrameTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy/models").standardizedFileURL.path()
    private static let fashion = ModelID(name: "fashion", version: "1")

    @Sendable private static func load() throws -> (engines: [ModelID: any StageEngine], info: [LoadedModel]) {
        let model = try ModelRepository(root: root).load(name: "fashion", version: "1")
        DNNLBackend.prepareThread()
        let executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 4, givesFeatures: true)
        let profile = ExecutionProfile(
            model: fashion,
            bounds: Array(repeating: (1...4).map { .milliseconds(10 * $0) }, count: 4),
            provenance: .init(device: "test", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
        let counts = model.stages.compactMap { $0.features?.elementCount }
        let loaded = LoadedModel(model.manifest, heads: [], profile: profile, watts: nil, featureCounts: counts)
        return ([fashion: ModelEngine(executor)], [loaded])
    }

    /// Heads at the first exit that say the same of every picture: class 3 with these odds against all else.
    private static func heads(_ id: UInt64, odds: Double) -> Rubato_V1_HeadsUpdate {
        var exit = Rubato_V1_SpecialExit()
        exit.weights = [Float](repeating: 0, count: 3 * 784)
        exit.bias = [Float(log(odds)), -40, 0]
        exit.temperature = 1
        var update = Rubato_V1_HeadsUpdate()
        update.install.id = id
        update.install.model = Rubato_V1_ModelKey(fashion)
        update.install.classes = [3, 8]
        update.install.exits = [exit]
        update.install.threshold = 0.7
        update.install.accuracy = 0.9375
        return update
    }

    private static func call(_ job: UInt64, heads: UInt64, audited: Bool = false) -> JobCall {
        // No general head is ever so sure, so what leaves early leaves by specialized ones.
        var call = JobCall(job, rule: ExitRule(mandatoryExit: 0, lastExit: 3, threshold: audited ? 2 : 1))
        call.descriptor.model = Rubato_V1_ModelKey(fashion)
        call.descriptor.heads = heads
        call.descriptor.isAudited = audited
        call.tensor = ByteBuffer(bytes: (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        return call
    }

    @Test("leave by them where they are sure, else go on, and audited ones only hear of it")
    func answers() async throws {
        let rig = try await WorkerRig(engines: Self.load)
        let (scheduler, node) = (rig.scheduler, rig.node)
        try await rig.onLoop {
            try node.assumeIsolated { node in
                try node.updateHeads(Self.heads(5, odds: 9))
                try node.updateHeads(Self.heads(6, odds: 1))
            }
        }
        let calls = [
            Self.call(1, heads: 5), Self.call(2, heads: 6), Self.call(3, heads: 5, audited: true),
            Self.call(4, heads: 77),
        ]
        var replies: [Reply] = []
        for call in calls { replies.append(try await rig.send(call).reply) }
        try await rig.onLoop {
            scheduler.command { command in
                var segment = FakeScheduler.segment(1, 0...3, [1, 2, 3, 4])
                segment.model = Rubato_V1_ModelKey(Self.fashion)
                command.run = [segment]
            }
        }
        var results: [Rubato_V1_JobResult] = []
        for reply in replies {
            #expect(try await rig.eventually { reply.isOver })
            results.append(try reply.result())
        }
        Self.check(results)
        #expect(rig.metric(#"rubato_worker_head_frames_total{by="head"}"#) == 1)
        #expect(rig.metric(#"rubato_worker_head_frames_total{by="missing"}"#) == 1)
        #expect(rig.metric("rubato_worker_heads") == 2)
    }

    private static func check(_ results: [Rubato_V1_JobResult]) {
        let (special, unsure, audited, missing) = (results[0], results[1], results[2], results[3])
        #expect(special.exit == 0 && special.heads.answered && special.heads.claim == 3)
        #expect(abs(special.confidence - 0.9) < 1e-4 && abs(special.probabilities[3] - 0.9) < 1e-4)
        #expect(abs(special.probabilities.reduce(0, +) - 1) < 1e-4 && special.expectedAccuracy == 0.9375)
        #expect(unsure.exit == 3 && !unsure.heads.answered && !unsure.heads.hasClaim && !unsure.heads.missing)
        #expect(audited.exit == 3 && !audited.heads.answered && audited.heads.claim == 3)
        #expect(missing.exit == 3 && missing.heads.missing)
        #expect(audited.probabilities == missing.probabilities && unsure.probabilities == missing.probabilities)
    }
}
