import ArgumentParser
import Foundation
import Inference
import NPUFiles
import ToolPolicy

/// Holds a model's answers in another number format against those in f32, over its whole test set.
struct ModelAccuracyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract: "Run a model over its test set, and once more as an accelerator computes; compare every exit.",
        discussion: """
            Fails where an exit is right for a smaller share of the images than model.json says, or than in f32, by more \
            than the tolerance.
            """
    )

    @Argument(help: "As `rubato model inspect` takes it.")
    var model: String

    @Option(help: "Number format of the second run: fixed16, or bf16 on CPUs that have it.")
    var arithmetic = DeviceFile.Arithmetic.fixed16

    @Option(help: "Bits behind the point in fixed16.")
    var fractionBits = 10

    @Option(help: "By how much smaller a share of right answers may be.")
    var tolerance = 0.005

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("The labeled test set, as `rubato load` takes it.", valueName: "source"))
    var data = DataSource.fashionMNIST

    func validate() throws {
        guard (0...15).contains(fractionBits) else { throw ValidationError("--fraction-bits is 0 to 15") }
        guard (0...1).contains(tolerance) else { throw ValidationError("--tolerance is 0 to 1") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let repository = try Executables.repository(models)
            let staged = try ModelFinder(repository: repository).find(model)
            let samples = try data.load(bytesPerSample: staged.manifest.input.elementCount, seed: 0)
            let floats = try ModelRecorder(staged).readings(samples)
            let (backend, precision) = arithmetic.kernels(fractionBits: fractionBits)
            let others = try ModelRecorder(staged, backend: backend, precision: precision).readings(samples)
            let comparison = try AccuracyComparison(staged.manifest, samples, floats: floats, others: others)
            Console.print(comparison.text(arithmetic.rawValue))
            if let complaint = comparison.complaint(tolerance: tolerance) { throw ToolFailure.badData(complaint) }
        }
    }
}

extension DeviceFile.Arithmetic: ExpressibleByArgument {}
