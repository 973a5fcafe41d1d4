import ArgumentParser
import Foundation
import Inference
import ModelCompiler

/// Makes cheaper variants of a trained model and measures what each is worth.
struct ModelCompileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Make cheaper variants of a model, measure them, and keep the best in a catalog.",
        discussion: """
            Variants: rankN factorizes layers, pruneN leaves channels out, mixedN does both, each down to about N % of \
            the work; half takes the picture at half its size; exact is the original; -exitsK behind any of them leaves only the first K exits. All are fitted \
            to what the original computes on the calibration images. What was measured is not measured again: the \
            catalog lies beside the model, in catalog.json, and kept variants under variants/, a repository that a \
            worker can serve.
            """
    )

    static let usualVariants = [
        "exact", "rank66", "rank50", "rank40", "rank33", "rank25", "rank20", "prune75", "prune50", "mixed33", "mixed25",
        "mixed20", "half", "exact-exits3", "exact-exits2",
    ].joined(separator: ",")

    @OptionGroup var choice: ModelOptions

    @Option(
        help: ArgumentHelp(
            "Folder with the splits calibration, validation and t10k, as make_compile_data.py writes them.",
            valueName: "folder"
        )
    )
    var data: String

    @Option(help: ArgumentHelp("What to make, with commas between.", valueName: "names"))
    var variants = usualVariants

    @Option(
        help: ArgumentHelp(
            "For each of these losses of accuracy, in points, the variant of least work is kept.",
            valueName: "points"
        )
    )
    var drops = "0.5,1,3"

    @Option(help: ArgumentHelp("Accelerators of deploy/npu whose time and energy is computed.", valueName: "names"))
    var devices = "zcu104,micro"

    @Option(help: ArgumentHelp("What a busy core is said to draw where its counter cannot be read.", valueName: "W"))
    var watts = 10.0

    @Option(help: ArgumentHelp("How long each batch size is measured.", valueName: "s"))
    var seconds = 0.3

    @Option(help: ArgumentHelp("Where the plot goes; by default catalog.svg beside the catalog.", valueName: "file"))
    var plot: String?

    @Flag(help: "Measure everything again.")
    var fresh = false

    @Flag(help: "Only measure times of the original and the kept variants again.")
    var retime = false

    @Flag(help: "Print the catalog as JSON.")
    var json = false

    func validate() throws {
        for name in names where Recipe(name) == nil {
            let forms = "rankN, pruneN, mixedN (N of 5 to 100), half, exact, and -exitsK"
            throw ValidationError("'\(name)' is no variant: \(forms)")
        }
        guard !names.isEmpty else { throw ValidationError("--variants names none") }
        guard !losses.isEmpty, losses.count == parts(drops).count, losses.allSatisfy({ (0...1).contains($0) }) else {
            throw ValidationError("--drops are points of 0 to 100")
        }
        guard watts > 0, watts <= 1_000 else { throw ValidationError("--watts must be above 0, at most 1000") }
        guard seconds > 0, seconds <= 60 else { throw ValidationError("--seconds must be above 0, at most 60") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let session = try CompileSession(
                model: try choice.load(),
                data: CompileData(folder: data),
                profiler: VariantProfiler(
                    devices: try figures(),
                    seconds: seconds,
                    meter: EnergyMeter(statedWatts: watts)
                ),
                isFresh: fresh
            )
            // The original is what all others are held against.
            let recipes = ([Recipe(.exact)] + names.compactMap(Recipe.init)).reduce(into: [Recipe]()) {
                if !$0.contains($1) { $0.append($1) }
            }
            let catalog = try retime ? session.retime() : session.compile(recipes, drops: losses)
            let page = CatalogPage(catalog)
            try Files.write(Data(page.svg.utf8), to: plot ?? "\(session.folder)/catalog.svg")
            Console.print(json ? try CatalogFile.text(of: catalog) : page.text)
        }
    }

    private func parts(_ list: String) -> [String] { list.split(separator: ",").map(String.init) }
    private var names: [String] { parts(variants) }
    /// As shares.
    private var losses: [Double] { parts(drops).compactMap(Double.init).map { $0 / 100 } }

    private func figures() throws -> [NPUFigures] {
        let library = try NPULibrary(models: try Executables.repository(choice.models))
        return try parts(devices).map { NPUFigures(name: $0, file: try library.device($0)) }
    }
}
