import Domain
import Foundation
import Heads
import Inference
import InferenceDNNL
import Messages
import NIOCore
import Testing

@testable import WorkerService

/// The fashion model with heads whose answers are known beforehand.
@Suite("Several tasks on one pass")
struct TaskTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy/models").standardizedFileURL.path()
    private static let fashion = ModelID(name: "fashion", version: "1")

    /// Heads that say the same of every picture: three to one, and nine to one.
    private static func heads(_ model: StagedModel) -> [HeadSet] {
        [("unsure", 3.0), ("sure", 9.0)].map { name, odds in
            let exits = model.stages.map { stage in
                HeadSet.Exit(
                    figures: ModelExit(name: stage.name, accuracy: 0.5),
                    head: LinearHead(
                        weights: [Float](repeating: 0, count: 2 * (stage.features?.elementCount ?? 0)),
                        bias: [Float(log(odds)), 0]
                    )
                )
            }
            return HeadSet(task: name, classes: ["yes", "no"], source: "", origin: "", exits: exits)
        }
    }

    @Sendable private static func load() throws -> (engines: [ModelID: any StageEngine], info: [LoadedModel]) {
        let model = try ModelRepository(root: root).load(name: "fashion", version: "1")
        let heads = heads(model)
        DNNLBackend.prepareThread()
        let executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 4, givesFeatures: true)
        let profile = ExecutionProfile(
            model: fashion,
            bounds: Array(repeating: (1...4).map { .milliseconds(10 * $0) }, count: 4),
            provenance: .init(device: "test", precision: "f32", quantile: 1, margin: 1, samples: 1)
        )
        let loaded = LoadedModel(model.manifest, heads: heads, profile: profile, watts: nil)
        return ([fashion: ModelEngine(executor, heads: heads)], [loaded])
    }

    private static func call(_ job: UInt64, _ tasks: [String], skipsOwn: Bool = false, threshold: Float = 2) -> JobCall
    {
        var call = JobCall(job, rule: ExitRule(mandatoryExit: 0, lastExit: 3, threshold: threshold))
        call.descriptor.model = Rubato_V1_ModelKey(fashion)
        call.descriptor.tasks = tasks
        call.descriptor.skipsOwnTask = skipsOwn
        call.tensor = ByteBuffer(bytes: (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        return call
    }

    private static func results(_ calls: [JobCall]) async throws -> [Rubato_V1_JobResult] {
        let rig = try await WorkerRig(engines: load)
        let scheduler = rig.scheduler
        var replies: [Reply] = []
        for call in calls { replies.append(try await rig.send(call).reply) }
        let jobs = calls.map(\.descriptor.job)
        try await rig.onLoop {
            scheduler.command { command in
                var segment = FakeScheduler.segment(1, 0...3, jobs)
                segment.model = Rubato_V1_ModelKey(fashion)
                command.run = [segment]
            }
        }
        var results: [Rubato_V1_JobResult] = []
        for reply in replies {
            #expect(try await rig.eventually { reply.isOver })
            results.append(try reply.result())
        }
        return results
    }

    @Test("each job of a batch is answered for its own tasks, in its own order")
    func answersEach() async throws {
        let results = try await Self.results([
            Self.call(1, []), Self.call(2, ["sure", "unsure"]), Self.call(3, ["unsure"], skipsOwn: true),
        ])
        #expect(results.map { $0.tasks.map(\.name) } == [[], ["sure", "unsure"], ["unsure"]])
        #expect(abs(results[1].tasks[0].confidence - 0.9) < 1e-5)
        #expect(abs(results[1].tasks[1].confidence - 0.75) < 1e-5)
        #expect(results[1].tasks[0].expectedAccuracy == 0.5)
        #expect(results.allSatisfy { $0.probabilities.count == 10 && $0.exit == 3 })
        // One pass for all: the network's own answers do not depend on what else is asked.
        #expect(results[0].probabilities == results[1].probabilities)
    }

    @Test("a job leaves when the least sure of its tasks is sure enough, and goes by no other")
    func ruleLooksAtAll() async throws {
        let results = try await Self.results([
            Self.call(1, ["sure"], skipsOwn: true, threshold: 0.85),
            Self.call(2, ["sure", "unsure"], skipsOwn: true, threshold: 0.85),
            Self.call(3, ["unsure"], skipsOwn: true, threshold: 0.7),
        ])
        #expect(results.map(\.exit) == [0, 3, 0])
    }

    @Test(
        "a task past its own deadline holds no job, and is answered by the first exit; one that matters less holds it less"
    )
    func keepsTerms() async throws {
        func terms(_ task: String, budget: UInt64? = nil, utility: Float = 1) -> Rubato_V1_TaskTerms {
            var terms = Rubato_V1_TaskTerms()
            terms.task = task
            if let budget { terms.budgetUs = budget }
            terms.utility = utility
            return terms
        }
        var early = Self.call(1, ["sure", "unsure"], skipsOwn: true, threshold: 0.85)
        early.descriptor.terms = [terms("unsure", budget: 0)]
        var slight = Self.call(2, ["sure", "unsure"], skipsOwn: true, threshold: 0.85)
        slight.descriptor.terms = [terms("unsure", utility: 0.5)]
        let results = try await Self.results([early, slight])
        #expect(results.map(\.exit) == [0, 0], "without terms the unsure one holds both to the last exit")
        #expect(results[0].tasks.map(\.isLate) == [false, true] && results[0].tasks.map(\.exit) == [0, 0])
        #expect(results[1].tasks.map(\.isLate) == [false, false])
    }

    @Test("terms of what is not asked about, or of no worth that is a number, are refused")
    func refusesTerms() async throws {
        let rig = try await WorkerRig(engines: Self.load)
        for (job, spoil) in [("unsure", Float(1)), ("other", 1), ("", 1), ("sure", -1), ("sure", .nan)].enumerated() {
            var call = Self.call(UInt64(job + 1), ["sure"], skipsOwn: true)
            var terms = Rubato_V1_TaskTerms()
            (terms.task, terms.utility) = spoil
            call.descriptor.terms = [terms]
            let (reply, _) = try await rig.send(call, waitsForArrival: false)
            #expect(try await rig.eventually { reply.isOver })
            #expect(reply.status == 400)
            #expect(try reply.problem().field == "terms")
        }
    }

    @Test("what the model has no heads for is refused", arguments: [["other"], ["sure", "sure"]])
    func refusesUnknown(tasks: [String]) async throws {
        let rig = try await WorkerRig(engines: Self.load)
        let (reply, _) = try await rig.send(Self.call(1, tasks), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 400)
        #expect(try reply.problem().field == "tasks")
    }

    @Test("a job that is for nothing is refused")
    func refusesNothing() async throws {
        let rig = try await WorkerRig(engines: Self.load)
        let (reply, _) = try await rig.send(Self.call(1, [], skipsOwn: true), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 400)
    }

    @Test("the cluster is told which tasks a worker answers")
    func registers() async throws {
        let rig = try await WorkerRig(engines: Self.load)
        let scheduler = rig.scheduler
        #expect(try await rig.eventually { !scheduler.registrations.isEmpty })
        let member = try #require(try await rig.onLoop { scheduler.registrations.first?.domain })
        #expect(member.models.first?.tasks.map(\.name) == ["unsure", "sure"])
        #expect(member.models.first?.tasks.first?.accuracy == [0.5, 0.5, 0.5, 0.5])
    }
}
