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

    @OptionGroup var choice: ModelOptions

    @Option(help: "Number format of the second run: fixed16, int8, or bf16 on CPUs that have it.")
    var arithmetic = DeviceFile.Arithmetic.fixed16

    @Option(help: "Bits behind the point in fixed16.")
    var fractionBits = 10

    @Option(
        help: ArgumentHelp(
            "In place of another number format: behind that exit samples cross to another process, as split jobs do.",
            valueName: "exit"
        )
    )
    var splitAfter: Int?

    @Option(help: "By how much smaller a share of right answers may be.")
    var tolerance = 0.005

    @Option(help: ArgumentHelp("The labeled test set, as `rubato load` takes it.", valueName: "source"))
    var data = DataSource.fashionMNIST

    func validate() throws {
        guard (0...15).contains(fractionBits) else { throw ValidationError("--fraction-bits is 0 to 15") }
        guard (0...1).contains(tolerance) else { throw ValidationError("--tolerance is 0 to 1") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            let samples = try data.load(bytesPerSample: staged.manifest.input.elementCount, seed: 0)
            let floats = try ModelRecorder(staged).readings(samples)
            let others = try second(staged).readings(samples)
            let comparison = try AccuracyComparison(staged.manifest, samples, floats: floats, others: others)
            Console.print(comparison.text(splitAfter == nil ? arithmetic.rawValue : "split"))
            if let complaint = comparison.complaint(tolerance: tolerance) { throw ToolFailure.badData(complaint) }
        }
    }
}

extension ModelAccuracyCommand {
    private func second(_ staged: StagedModel) throws -> ModelRecorder {
        guard let splitAfter else {
            let (backend, precision) = arithmetic.kernels(fractionBits: fractionBits)
            return ModelRecorder(staged, backend: backend, precision: precision)
        }
        guard staged.stages.indices.dropLast().contains(splitAfter) else {
            throw ToolFailure.badData("\(staged.manifest.name) goes on behind exits 0 to \(staged.stages.count - 2)")
        }
        return ModelRecorder(staged, splitAfter: splitAfter)
    }
}

extension DeviceFile.Arithmetic: ExpressibleByArgument {}
