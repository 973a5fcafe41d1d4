import ArgumentParser
import Foundation
import Inference
import InferenceDNNL
import Simulation
import ToolPolicy

/// Writes what a model's exits say of its whole test set, for simulations to replay.
struct ModelRecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Run a model over its test set and write the confidences and judgments of every exit.",
        discussion: """
            The file, exits.bin beside model.onnx, is what `rubato simulate` replays: per image and exit the calibrated \
            confidence in 65,535ths and whether the answer was right.
            """
    )

    @OptionGroup var choice: ModelOptions

    @Option(help: ArgumentHelp("The labeled test set, as `rubato load` takes it.", valueName: "source"))
    var data = DataSource.fashionMNIST

    @Option(help: ArgumentHelp("Where to write; by default exits.bin beside the model.", valueName: "file"))
    var out: String?

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            let size = staged.manifest.input.elementCount
            let samples = try data.load(bytesPerSample: size, seed: 0)
            let records = try ModelRecorder(staged).record(samples)
            let manifest = staged.manifest
            let path = try out ?? "\(staged.repositoryFolder)/\(ModelData.recordsName)"
            try Files.write(Data(records.bytes), to: path)
            Console.print(summary(records, manifest, path))
        }
    }

    private func summary(_ records: ExitRecords, _ manifest: ModelManifest, _ path: String) -> String {
        var table = TextTable(header: ["exit", "accuracy", "model.json", "mean confidence"], alignments: [.left])
        for (exit, known) in manifest.exits.enumerated() {
            table.append([
                known.name, String(format: "%.4f", records.accuracy(exit: exit)),
                known.accuracy.map { String(format: "%.4f", $0) } ?? "",
                String(format: "%.4f", records.meanConfidence(exit: exit)),
            ])
        }
        return "\(path): \(records.sampleCount) images, \(records.bytes.count) bytes\n\n\(table.plain)"
    }
}
