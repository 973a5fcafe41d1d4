import Foundation
import Inference
import ToolPolicy

/// What `rubato model inspect` shows.
struct ModelInspection {
    /// One stage as JSON.
    private struct StageRecord: Encodable {
        let stage: Int
        let exit: String
        let inputs: [String: [Int]]
        let logits: [Int]
        let nodes: Int
        let parameters: Int
        let mflop: Double
        let mflopSoFar: Double
        let accuracy: Double?
        let temperature: Double?

        private enum CodingKeys: String, CodingKey {
            case stage, exit, inputs, logits, nodes, parameters, mflop, accuracy, temperature
            case mflopSoFar = "mflop_so_far"
        }
    }

    private struct ModelRecord: Encodable {
        let name: String
        let version: String
        let input: [Int]
        let parameters: Int
        let mflop: Double
        let stages: [StageRecord]
    }

    private let record: ModelRecord

    init(_ model: StagedModel) {
        var soFar = 0.0
        let exits = model.manifest.exits
        let stages = model.stages.enumerated().map { index, stage in
            soFar += stage.mflop
            return StageRecord(
                stage: index,
                exit: stage.name,
                inputs: Dictionary(stage.inputs.map { ($0.name, $0.shape) }) { first, _ in first },
                logits: stage.logits.shape,
                nodes: stage.nodeCount,
                parameters: stage.parameterCount,
                mflop: stage.mflop,
                mflopSoFar: soFar,
                accuracy: index < exits.count ? exits[index].accuracy : nil,
                temperature: index < exits.count ? exits[index].temperature : nil
            )
        }
        record = ModelRecord(
            name: model.manifest.name,
            version: model.manifest.version,
            input: model.stages.first?.inputs.first?.shape ?? [],
            parameters: stages.reduce(0) { $0 + $1.parameters },
            mflop: soFar,
            stages: stages
        )
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(record), as: UTF8.self)
        }
    }

    var text: String {
        var table = TextTable(
            header: ["stage", "exit", "inputs", "logits", "nodes", "parameters", "MFLOP", "so far", "accuracy"],
            alignments: [.right, .left, .left, .left]
        )
        for stage in record.stages {
            table.append([
                "\(stage.stage)", stage.exit, stage.inputs.values.map(shape).sorted().joined(separator: " "),
                shape(stage.logits), "\(stage.nodes)", "\(stage.parameters)", String(format: "%.3f", stage.mflop),
                String(format: "%.3f", stage.mflopSoFar), stage.accuracy.map { String(format: "%.4f", $0) } ?? "",
            ])
        }
        let total = String(format: "%.3f MFLOP, %d parameters", record.mflop, record.parameters)
        return "\(record.name)/\(record.version)  input \(shape(record.input))  \(total)\n\n\(table.plain)"
    }

    private func shape(_ sizes: [Int]) -> String {
        sizes.map(String.init).joined(separator: "×")
    }
}
