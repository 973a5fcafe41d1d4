import Domain
import Foundation
import Inference
import Kernel
import Logging
import Messages
import NIOCore
import Telemetry
import Testing

@testable import WorkerService

@Suite("Worker with memory for a part of its models")
struct ModelPagingTests {
    private static let models = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy/models").standardizedFileURL.path()
    private static let fashion = ModelID(name: "fashion", version: "1")
    private static let hard = ModelID(name: "fashion-hard", version: "1")

    @Sendable private static func load(memory: Int?) throws -> (
        engines: [ModelID: any StageEngine], info: [LoadedModel]
    ) {
        let profiling = ProfileSettings(seconds: 0)
        let settings = LoadSettings(models: models, maxBatch: 1, profiling: profiling, memoryByteCount: memory)
        let loader = ModelLoader(
            settings,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: MetricsRegistry()
        )
        return try loader.load()
    }

    private static func call(_ job: UInt64, _ model: ModelID) -> JobCall {
        var call = JobCall(job, rule: ExitRule(mandatoryExit: 0, lastExit: 0, threshold: 2))
        call.descriptor.model = Rubato_V1_ModelKey(model)
        call.tensor = ByteBuffer(repeating: 7, count: 784)
        return call
    }

    private static func states(_ info: Rubato_V1_MemberInfo?) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (info?.pages ?? []).map { ($0.model.name, $0.state) })
    }

    @Test("measures all models, holds those that fit, and loads another piece by piece as a job of its lane")
    func exchanges() async throws {
        let whole = try Self.load(memory: 1 << 40).info.compactMap(\.page)
        #expect(whole.map(\.state) == [.resident, .resident])
        let limit = whole.map(\.byteCount).max() ?? 0
        let rig = try await WorkerRig(modelMemory: limit) { try Self.load(memory: limit) }
        let scheduler = rig.scheduler
        #expect(try await rig.eventually { !scheduler.registrations.isEmpty })
        let first = try await rig.onLoop { scheduler.registrations.last }
        #expect(first?.models.map(\.key.name) == ["fashion", "fashion-hard"])
        #expect(Self.states(first) == ["fashion": "resident", "fashion-hard": "stored"])
        let unknown = try await rig.send(Self.call(1, Self.hard), waitsForArrival: false)
        #expect(try await rig.eventually { unknown.reply.isOver })
        #expect(try unknown.reply.status == 503 && unknown.reply.problem().reason == "not_resident")

        let order = PageOrder(number: 5, load: Self.hard, evict: [Self.fashion])
        try await rig.onLoop { scheduler.command { $0.pages = Rubato_V1_PageOrder(order) } }
        #expect(try await rig.eventually { Self.states(scheduler.registrations.last)["fashion-hard"] == "loading" })
        #expect(try await rig.eventually { scheduler.arrivals.contains { $0.model.name == "load/fashion-hard" } })
        let (job, pieces) = try await rig.onLoop {
            let page = scheduler.registrations.last?.pages.first { $0.model.name == "fashion-hard" }
            return (scheduler.arrivals.last?.job ?? 0, page?.pieceUs.count ?? 0)
        }
        try await rig.onLoop {
            scheduler.command { command in
                var segment = FakeScheduler.segment(9, 0...UInt32(pieces - 1), [job])
                segment.model = Rubato_V1_ModelKey(Self.hard.load)
                command.run = [segment]
            }
        }
        #expect(try await rig.eventually { Self.states(scheduler.registrations.last)["fashion-hard"] == "resident" })
        #expect(Self.states(try await rig.onLoop { scheduler.registrations.last })["fashion"] == "stored")
        #expect(rig.metric("rubato_worker_model_loads_total") == 1)
        #expect(rig.metric("rubato_worker_model_evictions_total") == 1)
        #expect(rig.metric("rubato_worker_model_bytes").map { $0 > 0 && $0 <= Double(limit) } == true)

        let (reply, _) = try await rig.send(Self.call(2, Self.hard))
        try await rig.onLoop {
            scheduler.command { command in
                var segment = FakeScheduler.segment(10, 0...0, [2])
                segment.model = Rubato_V1_ModelKey(Self.hard)
                command.run = [segment]
            }
        }
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().probabilities.count == 10)
        let gone = try await rig.send(Self.call(3, Self.fashion), waitsForArrival: false)
        #expect(try await rig.eventually { gone.reply.isOver })
        #expect(try gone.reply.status == 503 && gone.reply.problem().reason == "not_resident")
    }

    @Test("a model that does not fit alone is an error that says what it takes")
    func refusesLarge() throws {
        #expect(throws: LoadFailure.self) { try Self.load(memory: 1_000) }
        do {
            _ = try Self.load(memory: 1_000)
        } catch {
            #expect("\(error)".contains("--model-memory") && "\(error)".contains("fashion"))
        }
    }
}
