import Foundation
import Simulation
import Testing

@testable import Tool

@Suite("Exit records")
struct ExitRecordsTests {
    private struct Manifest: Decodable {
        struct Exit: Decodable {
            let accuracy: Double
            let mean_confidence: Double
        }

        let exits: [Exit]
    }

    private static let models = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../deploy/models").standardized

    @Test("the committed records have the accuracies that model.json says", arguments: ["fashion", "fashion-hard"])
    func accuracies(model: String) throws {
        let folder = Self.models.appending(path: "\(model)/1")
        let manifest = try JSONDecoder().decode(
            Manifest.self,
            from: try Data(contentsOf: folder.appending(path: "model.json"))
        )
        let records = try ExitRecords(bytes: Array(try Data(contentsOf: folder.appending(path: ModelData.recordsName))))

        #expect(records.model == "\(model)/1")
        #expect(records.sampleCount == 10_000)
        for (exit, known) in manifest.exits.enumerated() {
            #expect(abs(records.accuracy(exit: exit) - known.accuracy) < 0.0002)
            #expect(abs(records.meanConfidence(exit: exit) - known.mean_confidence) < 0.0002)
        }
    }

    private var small: ExitRecords {
        ExitRecords(model: "m/1", confidences: [[0.25, 1], [0.5, 0.75]], isRight: [[false, true], [true, true]])
    }

    @Test("records come back from their bytes")
    func roundTrip() throws {
        let back = try ExitRecords(bytes: small.bytes)

        #expect(back.model == "m/1")
        #expect(back.sampleCount == 2)
        #expect(back.isRight(sample: 0, exit: 0) == false)
        #expect(back.isRight(sample: 1, exit: 0))
        #expect(abs(back.confidence(sample: 1, exit: 1) - 0.75) < 1e-4)
    }

    @Test("every flipped byte and every cut is noticed")
    func damage() {
        let bytes = small.bytes
        for place in bytes.indices {
            var broken = bytes
            broken[place] ^= 0x10
            #expect(throws: ExitRecords.Failure.self) { try ExitRecords(bytes: broken) }
            #expect(throws: ExitRecords.Failure.self) { try ExitRecords(bytes: Array(bytes[..<place])) }
        }
    }
}
