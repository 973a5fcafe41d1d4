import ArgumentParser
import Foundation
import Heads
import Inference
import ModelCompiler
import ToolPolicy

/// Trains classifiers for a further task on what a model's exits read.
struct ModelHeadsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract: "Train the heads of a further task on a model's features, and keep them beside it.",
        discussion: """
            The task's classes are groups of the model's. A worker that serves the model answers the task from the same \
            pass; requests ask for outputs such as TASK.label. The heads belong to this very network file.
            """
    )

    @OptionGroup var choice: ModelOptions

    @Option(help: "What requests will call it.")
    var task: String

    @Option(help: ArgumentHelp("Its classes, as \"tops=0,2,4;shoes=Sandal,9\".", valueName: "groups"))
    var groups: String

    @Option(
        help: ArgumentHelp(
            "Folder with the splits calibration, validation and t10k, as make_compile_data.py writes them.",
            valueName: "folder"
        )
    )
    var data: String

    @Option(help: "Weight of the squares of the weights in the loss.")
    var penalty = 1e-3

    func validate() throws {
        guard HeadSet.isName(task) else {
            throw ValidationError("--task is made of letters, digits, hyphens and underscores")
        }
        guard penalty > 0, penalty <= 1 else { throw ValidationError("--penalty must be above 0, at most 1") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            let folder = try staged.repositoryFolder
            let classes = try ClassGroups(groups, classes: staged.manifest.classes)
            var heads = try trained(staged, classes)
            heads.source = HeadSet.fingerprint(try Files.bytes(of: "\(folder)/model.onnx"))
            let path = "\(folder)/\(ModelRepository.headFolder)/\(task).json"
            try heads.check(against: staged, source: heads.source, path: path)
            try Files.makeFolder("\(folder)/\(ModelRepository.headFolder)")
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try Files.write(try encoder.encode(heads), to: path)
            Console.print(Self.table(heads))
        }
    }

    private func trained(_ staged: StagedModel, _ classes: ClassGroups) throws -> HeadSet {
        let source = CompileData(folder: data)
        let reader = try FeatureReader(staged)
        func features(_ split: CompileData.Split) throws -> FeatureReader.Features {
            let set = try source.load(split, for: staged.manifest.input, classes: staged.manifest.classes.count)
            return try reader.read(set.samples, labels: set.labels, title: split.rawValue)
        }
        let (training, held, test) = (try features(.calibration), try features(.validation), try features(.test))
        let exits = staged.stages.indices.map { exit -> HeadSet.Exit in
            Console.error("\(staged.manifest.exits[exit].name): training")
            let set = TrainingSet(
                features: training.numbers[exit],
                labels: training.labels.map { classes.groups[$0] },
                classCount: classes.names.count
            )
            let head = HeadTrainer(penalty: penalty).train(set)
            func scores(_ split: FeatureReader.Features) -> [[Float]] {
                split.labels.indices.map { head.scores(of: split.row($0, at: exit)) }
            }
            func answers(_ split: FeatureReader.Features) -> [UInt8] {
                split.labels.map { UInt8(classes.groups[$0]) }
            }
            var figures = ModelExit(
                name: staged.manifest.exits[exit].name,
                temperature: Calibration.temperature(scores(held), labels: answers(held))
            )
            figures = Calibration.exit(figures, logits: scores(test), labels: answers(test))
            return HeadSet.Exit(figures: figures, head: head)
        }
        return HeadSet(
            task: task,
            classes: classes.names,
            source: "",
            origin: "rubato model heads \(staged.manifest.name) --task \(task) --groups '\(groups)' "
                + "--penalty \(penalty), \(training.labels.count) training images",
            exits: exits
        )
    }

    private static func table(_ heads: HeadSet) -> String {
        var table = TextTable(header: ["exit", "features", "test %", "ECE", "temperature"], alignments: [.left])
        for exit in heads.exits {
            table.append([
                exit.figures.name, "\(exit.head.featureCount)",
                String(format: "%.2f", (exit.figures.accuracy ?? 0) * 100),
                String(format: "%.4f", exit.figures.expectedCalibrationError ?? 0),
                String(format: "%.2f", exit.figures.temperature),
            ])
        }
        return table.plain
    }
}
