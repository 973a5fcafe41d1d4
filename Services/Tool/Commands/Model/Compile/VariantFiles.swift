import Foundation
import Inference
import ModelCompiler

/// The networks of variants, in a repository of their own beside the original's files.
struct VariantFiles {
    let repository: ModelRepository
    private let original: ModelManifest

    /// - Parameters:
    ///   - folder: The original's.
    ///   - original: Its manifest.
    init(folder: String, original: ModelManifest) {
        repository = ModelRepository(root: "\(folder)/\(Catalog.variantFolder)")
        self.original = original
    }

    func name(_ recipe: Recipe) -> String { "\(original.name)-\(recipe.name)" }
    private func folder(_ recipe: Recipe) -> String {
        repository.folder(name: name(recipe), version: original.version)
    }

    func exists(_ recipe: Recipe) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder(recipe))/model.json")
    }

    /// What a variant says of itself: the original's words, its own exits.
    func manifest(_ recipe: Recipe, exits: [ModelExit]) -> ModelManifest {
        var manifest = original
        manifest.name = name(recipe)
        manifest.description =
            "\(original.description) (variant \(recipe.name) of \(original.name)/\(original.version))"
        manifest.exits = exits
        manifest.mandatoryExit = min(original.mandatoryExit, exits.count - 1)
        manifest.thresholdTable = []
        return manifest
    }

    /// The manifest comes last: a folder without one is no model.
    func write(_ graph: Graph, _ manifest: ModelManifest, for recipe: Recipe) throws {
        try Files.makeFolder(folder(recipe))
        try Files.write(Data(try GraphWriter.bytes(of: graph)), to: "\(folder(recipe))/model.onnx")
        try write(manifest, for: recipe)
    }

    func write(_ manifest: ModelManifest, for recipe: Recipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(manifest), to: "\(folder(recipe))/model.json")
    }

    func remove(_ recipe: Recipe) throws {
        let parent = URL(fileURLWithPath: folder(recipe)).deletingLastPathComponent()
        guard FileManager.default.fileExists(atPath: parent.path) else { return }
        do {
            try FileManager.default.removeItem(at: parent)
        } catch {
            throw ToolFailure.badData("cannot remove \(parent.path): \(error.localizedDescription)")
        }
    }
}
