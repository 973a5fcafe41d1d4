import ArgumentParser
import Foundation
import Inference
import InferenceDNNL
import ToolPolicy

/// Measures how fast a model runs by itself: what a cluster that serves it can be held against.
struct ModelBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a model at full depth on one thread, without any serving."
    )

    @OptionGroup var choice: ModelOptions

    @Option(help: ArgumentHelp("Batch sizes, with commas between.", valueName: "sizes"))
    var batches = "1,4,8,16"

    @Option(help: ArgumentHelp("How long each batch size is measured.", valueName: "s"))
    var seconds = 1.0

    @Option(help: "f32, bf16 or int8.")
    var precision = "f32"

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard !sizes.isEmpty, sizes.allSatisfy({ 1...256 ~= $0 }) else {
            throw ValidationError("--batches names sizes of 1 to 256")
        }
        guard Precision(rawValue: precision) != nil else { throw ValidationError("--precision is f32, bf16 or int8") }
        guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds must be above 0, at most 600") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let results = try measure(try choice.load())
            Console.print(json ? try Self.json(results) : Self.table(results))
        }
    }

    private var sizes: [Int] { batches.split(separator: ",").compactMap { Int($0) } }

    private func measure(_ model: StagedModel) throws -> [ModelBench.Result] {
        do {
            DNNLBackend.prepareThread()
            let chosen = Precision(rawValue: precision) ?? .f32
            let backend = DNNLBackend()
            let executor = try backend.prepare(model, precision: chosen, maxBatch: sizes.max() ?? 1)
            return try ModelBench(executor: executor).measure(sizes, seconds: seconds)
        } catch {
            throw ToolFailure.badData("\(error)")
        }
    }

    private static func json(_ results: [ModelBench.Result]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(results), as: UTF8.self)
    }

    private static func table(_ results: [ModelBench.Result]) -> String {
        var table = TextTable(header: ["batch", "median ms", "samples/s"], alignments: [.right])
        for result in results {
            table.append([
                "\(result.batch)", String(format: "%.3f", result.medianMilliseconds),
                String(format: "%.0f", result.samplesPerSecond),
            ])
        }
        return table.plain
    }
}
