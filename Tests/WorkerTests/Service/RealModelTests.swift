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

@Suite("Worker with the model that is served")
struct RealModelTests {
    private static let settings = LoadSettings(
        models: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../deploy/models")
            .standardizedFileURL.path(),
        names: ["fashion"],
        maxBatch: 2,
        profiling: ProfileSettings(seconds: 0)
    )

    private static func picture(_ number: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: number)
        return (0..<784).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// The readings at all exits when the network is run by hand.
    private static func readings(of picture: [UInt8]) throws -> [ExitReading] {
        let model = try ModelRepository(root: settings.models).load(name: "fashion", version: "1")
        let executor = try BackendChoice.auto.backend(for: .f32).prepare(model, precision: .f32, maxBatch: 2)
        var sample = try picture.withUnsafeBytes { bytes throws(InferenceError) in
            try executor.stage(input: bytes, datatype: .uint8)
        }
        var readings: [ExitReading] = []
        for stage in model.stages.indices {
            let output = try executor.run(stage: stage, [sample], stop: StopFlag()).samples[0]
            readings.append(model.manifest.exits[stage].reading(of: output.logits))
            if let next = output.next { sample = next }
        }
        return readings
    }

    @Test("Jobs that are batched, split and sent as bytes get the answers of the network run by hand")
    func sameAnswers() async throws {
        let loader = ModelLoader(
            Self.settings,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: MetricsRegistry()
        )
        let rig = try await WorkerRig { try loader.load() }
        let scheduler = rig.scheduler
        var replies: [Reply] = []
        for number in UInt64(1)...2 {
            // The first leaves at exit 1, so that the batch shrinks for the last two stages.
            var call = JobCall(number, rule: ExitRule(mandatoryExit: 0, lastExit: number == 1 ? 1 : 3, threshold: 2))
            call.descriptor.model = Rubato_V1_ModelKey(ModelID(name: "fashion", version: "1"))
            call.tensor = ByteBuffer(bytes: Self.picture(number))
            replies.append(try await rig.send(call).reply)
        }
        try await rig.onLoop {
            scheduler.command { command in
                var segment = FakeScheduler.segment(1, 0...3, [1, 2])
                segment.model = Rubato_V1_ModelKey(ModelID(name: "fashion", version: "1"))
                command.run = [segment]
            }
        }
        for (number, reply) in zip(UInt64(1)..., replies) {
            #expect(try await rig.eventually { reply.isOver })
            let result = try reply.result()
            let exit = number == 1 ? 1 : 3
            let expected = try Self.readings(of: Self.picture(number))[exit]
            #expect(Int(result.exit) == exit)
            #expect(result.probabilities.count == 10)
            #expect(abs(Double(result.confidence) - expected.confidence) < 1e-4)
            let largest = zip(result.probabilities, expected.probabilities).map { abs($0 - $1) }.max() ?? 1
            #expect(largest < 1e-4)
            #expect(result.executionUs > 0)
        }
    }
}
