import Foundation
import Inference

/// Finds the model that a user names.
struct ModelFinder {
    let repository: String

    /// Takes a file, a folder of the repository's form, `NAME` (its highest version) or `NAME/VERSION`.
    func find(_ text: String) throws -> StagedModel {
        do {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: text, isDirectory: &isFolder) {
                return isFolder.boolValue ? try folder(text) : try file(text)
            }
            return try named(text)
        } catch let error as ModelError {
            throw ToolFailure.badData("\(text): \(error)")
        }
    }

    /// A network file, with the manifest beside it if there is one.
    private func file(_ path: String) throws -> StagedModel {
        let url = URL(fileURLWithPath: path)
        let manifest = url.deletingLastPathComponent().appendingPathComponent("model.json").path
        let belongsToFolder = url.lastPathComponent == "model.onnx" && FileManager.default.fileExists(atPath: manifest)
        return belongsToFolder ? try folder(url.deletingLastPathComponent().path) : try StagedModel(onnx: path)
    }

    /// `…/NAME/VERSION`, or `…/NAME` for its highest version.
    private func folder(_ path: String) throws -> StagedModel {
        let url = URL(fileURLWithPath: path)
        guard FileManager.default.fileExists(atPath: url.appendingPathComponent("model.onnx").path) else {
            return try ModelFinder(repository: url.deletingLastPathComponent().path).named(url.lastPathComponent)
        }
        let name = url.deletingLastPathComponent()
        return try ModelRepository(root: name.deletingLastPathComponent().path)
            .load(name: name.lastPathComponent, version: url.lastPathComponent)
    }

    private func named(_ text: String) throws -> StagedModel {
        let parts = text.split(separator: "/").map(String.init)
        let known = try ModelRepository(root: repository).manifests()
        let found = known.last { $0.name == parts.first && (parts.count < 2 || $0.version == parts[1]) }
        guard let found, parts.count <= 2 else {
            let names = known.map { "\($0.name)/\($0.version)" }.joined(separator: ", ")
            throw ToolFailure.badData("'\(text)' is neither a file nor a model in \(repository) (\(names))")
        }
        return try ModelRepository(root: repository).load(name: found.name, version: found.version)
    }
}
