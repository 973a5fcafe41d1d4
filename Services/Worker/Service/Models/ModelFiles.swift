import Domain
import Inference

/// Where the files of a model, or of a variant of one, lie and under which name it is served.
struct ModelFiles: Sendable {
    let id: ModelID
    /// As it is served: with the catalog's figures, of a variant.
    let manifest: ModelManifest
    let repository: ModelRepository
    /// The folder under the repository's root.
    private let folder: String

    init(_ manifest: ModelManifest, in repository: ModelRepository) {
        id = ModelID(name: manifest.name, version: manifest.version)
        folder = manifest.name
        self.manifest = manifest
        self.repository = repository
    }

    init(_ variant: ModelVariant, of original: ModelManifest) {
        id = ModelID(name: original.name, version: original.version).variant(named: variant.name)
        folder = variant.manifest.name
        manifest = variant.manifest
        repository = variant.repository
    }

    var networkPath: String { "\(repository.folder(name: folder, version: id.version))/model.onnx" }

    func load() throws(ModelError) -> StagedModel { try repository.load(name: folder, version: id.version) }
}
