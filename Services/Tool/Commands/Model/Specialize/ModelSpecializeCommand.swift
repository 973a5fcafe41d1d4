import ArgumentParser
import Foundation
import Heads
import Inference
import Kernel
import ModelCompiler

/// Studies what specialized heads bring on streams of a few dominating classes.
struct ModelSpecializeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "specialize",
        abstract: "Study specialized heads on skewed streams of real test images.",
        discussion: """
            Each context is a pair of classes that has most of a stream for some minutes, between calm parts in which all \
            classes come alike. Frames are test images; heads are trained on features of calibration images, and their \
            thresholds are chosen on validation images. Time is virtual. Three ways to answer: all frames at full depth; \
            general heads by the model's own exit rule; and with the specialist while its context lasts, audits included.
            """
    )

    @OptionGroup var choice: ModelOptions

    @Option(
        help: ArgumentHelp(
            "Folder with the splits calibration, validation and t10k, as make_compile_data.py writes them.",
            valueName: "folder"
        )
    )
    var data: String

    @Option(help: "How many pairs of classes, drawn by the seed.")
    var contexts = 10

    @Option(help: "The share of a context's frames that its two classes have.")
    var share = 0.8

    @Option(help: "Draws pairs and frames.")
    var seed: UInt64 = 1

    func validate() throws {
        guard contexts > 0 else { throw ValidationError("--contexts must be above 0") }
        guard share > 0.6, share < 1 else {
            throw ValidationError("--share is above 0.6, where contexts begin, and below 1")
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            let study = try study(of: staged)
            let pairs = pairs(staged.manifest.classes.count)
            var results: [SpecialistStudy.Result] = []
            for pair in pairs {
                Console.error("context \(pair.map { staged.manifest.classes[$0] }.joined(separator: " and "))")
                results.append(study.play(pair))
            }
            Console.print(SpecialistPage(results, staged.manifest, study.settings).text)
        }
    }

    private func study(of staged: StagedModel) throws -> SpecialistStudy {
        let (source, reader) = (CompileData(folder: data), try FeatureReader(staged))
        func features(_ split: CompileData.Split) throws -> FeatureReader.Features {
            let set = try source.load(split, for: staged.manifest.input, classes: staged.manifest.classes.count)
            return try reader.read(set.samples, labels: set.labels, title: split.rawValue)
        }
        var soFar = 0.0
        let work = staged.stages.map { stage in
            soFar += stage.mflop
            return soFar
        }
        func walk(_ split: CompileData.Split) throws -> ExitWalk {
            ExitWalk(features: try features(split), work: work, threshold: staged.manifest.defaultThreshold)
        }
        var settings = SpecialistStudy.Settings()
        settings.share = share
        settings.seed = seed
        return SpecialistStudy(
            walk: try walk(.test),
            factory: SpecialistFactory(training: try features(.calibration), held: try walk(.validation), share: share),
            classCount: staged.manifest.classes.count,
            settings: settings
        )
    }

    private func pairs(_ count: Int) -> [[Int]] {
        var generator = SeededGenerator(seed: seed)
        let all = (0..<count).flatMap { first in (first + 1..<count).map { [first, $0] } }
        return Array(all.shuffled(using: &generator).prefix(contexts))
    }
}
