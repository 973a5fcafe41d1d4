import Foundation
import Inference
import ModelCompiler

/// Makes, measures and keeps variants of one model; what an earlier run has measured stays as it is.
struct CompileSession {
    let folder: String
    private let model: StagedModel
    private let data: CompileData
    private let profiler: VariantProfiler
    private let file: CatalogFile
    private let files: VariantFiles
    private let originals: ModelRepository
    private let isFresh: Bool

    init(
        model: StagedModel,
        data: CompileData,
        profiler: VariantProfiler,
        isFresh: Bool
    ) throws {
        folder = try model.repositoryFolder
        self.model = model
        self.data = data
        self.profiler = profiler
        self.isFresh = isFresh
        let name = URL(fileURLWithPath: folder).deletingLastPathComponent()
        originals = ModelRepository(root: name.deletingLastPathComponent().path)
        file = CatalogFile(path: "\(folder)/\(Catalog.fileName)")
        files = VariantFiles(folder: folder, original: model.manifest)
    }

    /// Makes and measures what the catalog lacks, and chooses among all that it has.
    ///
    /// - Parameters:
    ///   - recipes: The original first.
    ///   - drops: As ``ParetoFront/choice(_:drops:)`` takes them.
    /// - Returns: The whole catalog.
    /// - Throws: ``ToolFailure``.
    func compile(_ recipes: [Recipe], drops: [Double]) throws -> Catalog {
        try reporting { try compiled(recipes, drops: drops) }
    }

    /// Turns what can be wrong with a network into words for a person.
    private func reporting(_ work: () throws -> Catalog) throws -> Catalog {
        do {
            return try work()
        } catch let error as ModelError {
            throw ToolFailure.badData("\(error)")
        } catch let error as InferenceError {
            throw ToolFailure.badData("\(error)")
        }
    }

    private func compiled(_ recipes: [Recipe], drops: [Double]) throws -> Catalog {
        for recipe in recipes {
            guard let exits = recipe.exits, exits >= model.stages.count else { continue }
            throw ToolFailure.badData("\(recipe.name): \(model.manifest.name) has \(model.stages.count) exits")
        }
        let work = try CompileWork(model, data)
        try calibrate(model) { work.calibration }
        var catalog = try start(work)
        for recipe in recipes where catalog[name: recipe.name] == nil {
            catalog.insert(try measure(recipe, work))
            // After each: an interrupted run goes on from here.
            try file.write(catalog)
        }
        ParetoFront.mark(&catalog)
        try keep(ParetoFront.choice(catalog, drops: drops), in: &catalog, work)
        try file.write(catalog)
        return catalog
    }

    /// The catalog of an earlier run, or an empty one.
    private func start(_ work: CompileWork) throws -> Catalog {
        let empty = Catalog(
            model: model.manifest.name,
            version: model.manifest.version,
            source: Catalog.fingerprint(try Files.bytes(of: "\(folder)/model.onnx")),
            machine: Machine.description,
            calibrationSamples: work.calibration.labels.count,
            validationSamples: work.validation.labels.count,
            testSamples: work.test.labels.count
        )
        guard !isFresh, let found = try file.read() else { return empty }
        guard found.continues(empty) else {
            throw ToolFailure.badData(
                "\(file.path) was made from another network, other data or on another machine; --fresh makes a new one"
            )
        }
        return found
    }

    private func measure(_ recipe: Recipe, _ work: CompileWork) throws -> CatalogEntry {
        let graph = try work.graph(recipe)
        let draft = files.manifest(recipe, exits: model.manifest.exits.prefix(recipe.exits ?? .max).map { $0 })
        let variant = try StagedModel(graph: graph, manifest: draft)
        Console.error("\(recipe.name): running validation and test images")
        let known = try SampleRunner(variant).logits(work.validation.samples)
        let tested = try SampleRunner(variant).logits(work.test.samples)
        var soFar = 0.0
        let exits = variant.stages.indices.map { index in
            soFar += variant.stages[index].mflop
            let temperature = Calibration.temperature(known[index], labels: work.validation.labels)
            let exit = ModelExit(
                name: variant.manifest.exits[index].name,
                temperature: temperature,
                mflop: Calibration.rounded(soFar, 3)
            )
            return Calibration.exit(exit, logits: tested[index], labels: work.test.labels)
        }
        var manifest = files.manifest(recipe, exits: exits)
        manifest.thresholdTable = Calibration.thresholdTable(exits, logits: tested, labels: work.test.labels)
        try write(graph, manifest, for: recipe, work)
        let costs = try profiler.costs(
            repository: files.repository,
            name: files.name(recipe),
            version: manifest.version,
            test: work.test,
            accuracy: exits.last?.accuracy ?? 0
        )
        return CatalogEntry(
            recipe: recipe,
            mflop: Calibration.rounded(soFar, 3),
            parameters: variant.stages.reduce(0) { $0 + $1.parameterCount },
            validationAccuracy: Calibration.accuracy(known.last ?? [], labels: work.validation.labels),
            exits: exits,
            thresholdTable: manifest.thresholdTable,
            weightBytes: costs.weightBytes,
            arenaBytes: costs.arenaBytes,
            loadMilliseconds: costs.loadMilliseconds,
            devices: costs.devices
        )
    }

    /// Measures times of the original and of what is kept again, as after a run on a busy machine.
    ///
    /// - Returns: The whole catalog.
    /// - Throws: ``ToolFailure``, also if there is no catalog yet.
    func retime() throws -> Catalog { try reporting(retimed) }

    private func retimed() throws -> Catalog {
        guard var catalog = try file.read() else { throw ToolFailure.badData("\(file.path) is missing") }
        let input = model.manifest.input
        let test = try data.load(.test, for: input, classes: model.manifest.classes.count)
        for index in catalog.entries.indices {
            let entry = catalog.entries[index]
            let isOriginal = entry.recipe == Recipe(.exact)
            guard isOriginal || entry.isKept else { continue }
            let repository = isOriginal ? originals : files.repository
            let name = isOriginal ? model.manifest.name : files.name(entry.recipe)
            try calibrate(try repository.load(name: name, version: model.manifest.version)) {
                try data.load(.calibration, for: input, classes: model.manifest.classes.count)
            }
            let costs = try profiler.costs(
                repository: repository,
                name: name,
                version: model.manifest.version,
                test: test,
                accuracy: entry.accuracy
            )
            catalog.entries[index].loadMilliseconds = costs.loadMilliseconds
            catalog.entries[index].devices = costs.devices
        }
        ParetoFront.mark(&catalog)
        try file.write(catalog)
        return catalog
    }

    /// Writes a variant's files, the ranges of its activations among them.
    private func write(_ graph: Graph, _ manifest: ModelManifest, for recipe: Recipe, _ work: CompileWork) throws {
        try files.write(graph, manifest, for: recipe)
        let written = try files.repository.load(name: files.name(recipe), version: manifest.version)
        try RangesFile(written).make(from: work.calibration)
    }

    /// Measures ranges for a network that has none of its own yet.
    private func calibrate(_ network: StagedModel, _ samples: () throws -> LabeledSamples) throws {
        guard (try? network.ranges()) == nil else { return }
        try RangesFile(network).make(from: try samples())
    }

    /// Leaves the chosen networks in the repository, made again where an earlier choice has removed them.
    private func keep(_ names: [String], in catalog: inout Catalog, _ work: CompileWork) throws {
        for index in catalog.entries.indices {
            let entry = catalog.entries[index]
            catalog.entries[index].isKept = names.contains(entry.name)
            if !names.contains(entry.name) {
                try files.remove(entry.recipe)
            } else if !files.exists(entry.recipe) {
                var manifest = files.manifest(entry.recipe, exits: entry.exits)
                manifest.thresholdTable = entry.thresholdTable
                try write(try work.graph(entry.recipe), manifest, for: entry.recipe, work)
            } else {
                let kept = try files.repository.load(name: files.name(entry.recipe), version: model.manifest.version)
                try calibrate(kept) { work.calibration }
            }
        }
    }
}
