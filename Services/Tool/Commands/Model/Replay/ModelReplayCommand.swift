import ArgumentParser
import Inference
import ModelCompiler
import Simulation
import ToolPolicy

/// Writes down what a compiled catalog's variants say of every test image, for days to replay.
struct ModelReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Record what a model's kept variants, specialists and a further task say of every test image.",
        discussion: """
            The folder `replay` beside the catalog is what `rubato day` replays. Specialists and the further task's heads \
            are trained on calibration images, and their thresholds and temperatures chosen on validation images.
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

    @Option(help: ArgumentHelp("The classes that dominate in context, by name or number.", valueName: "classes"))
    var dominant: String

    @Option(help: ArgumentHelp("The further task's classes, as `rubato model heads` takes them.", valueName: "groups"))
    var groups: String

    @Option(help: "The dominating classes' share that specialists are made for.")
    var share = 0.8

    func validate() throws {
        guard share > 0.6, share < 1 else {
            throw ValidationError("--share is above 0.6, where contexts begin, and below 1")
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            let original = try choice.load()
            let folder = try original.repositoryFolder
            guard let catalog = try CatalogFile(path: "\(folder)/\(Catalog.fileName)").read() else {
                throw ToolFailure.badData("\(folder)/\(Catalog.fileName) is missing: `rubato model compile` writes it")
            }
            try record(original, catalog, folder)
        }
    }

    private func record(_ original: StagedModel, _ catalog: Catalog, _ folder: String) throws {
        let replay = ReplayFolder(path: "\(folder)/\(ReplayFolder.name)")
        let own = try classes(original.manifest.classes)
        let groups = try ClassGroups(groups, classes: original.manifest.classes)
        let kept = catalog.entries.filter { $0.isKept || $0.name == Recipe(.exact).name }
        var labels: [UInt8] = []
        var table = TextTable(header: ["variant", "answers", "right at each exit, %"], alignments: [.left, .left])
        for entry in kept {
            let staged = try staged(entry, original, folder)
            let recorder = VariantRecorder(
                staged: staged,
                data: CompileData(folder: data),
                dominant: own,
                groups: groups,
                share: share
            )
            let records = try recorder.record()
            labels = records.labels
            for (kind, part) in [
                (ReplayFolder.Kind.general, records.general), (.special, records.special), (.group, records.group),
            ] {
                try replay.write(part, of: entry.name, kind)
                let exits = (0..<part.exitCount).map { DayTable.text(part.accuracy(exit: $0) * 100, 1) }
                table.append([entry.name, kind.rawValue, exits.joined(separator: " ")])
            }
        }
        let contents = ReplayFolder.Contents(
            source: catalog.source,
            variants: kept.map(\.name),
            dominant: own.map { UInt8($0) },
            groups: self.groups,
            origin: "rubato model replay \(choice.model) --data \(data) --dominant '\(dominant)' "
                + "--groups '\(self.groups)'"
        )
        try replay.write(contents, labels: labels)
        Console.print("\(replay.path): \(labels.count) images\n\n\(table.plain)")
    }

    private func staged(_ entry: CatalogEntry, _ original: StagedModel, _ folder: String) throws -> StagedModel {
        guard entry.isKept else { return original }
        let variants = "\(folder)/\(Catalog.variantFolder)"
        return try ModelFinder(repository: variants).find("\(original.manifest.name)-\(entry.name)")
    }

    private func classes(_ all: [String]) throws -> [Int] {
        let found = try dominant.split(separator: ",").map(String.init).map { name in
            guard let number = all.firstIndex(of: name) ?? Int(name), all.indices.contains(number) else {
                throw ToolFailure.badData("'\(name)' is none of the model's classes (\(all.joined(separator: ", ")))")
            }
            return number
        }
        guard !found.isEmpty, Set(found).count == found.count, found.count < all.count else {
            throw ToolFailure.badData("--dominant names some of the model's classes, each once")
        }
        return found.sorted()
    }
}
