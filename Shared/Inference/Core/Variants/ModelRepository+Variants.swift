import FoundationEssentials
import Glibc

extension ModelRepository {
    /// The variants that the catalog beside a model keeps.
    ///
    /// - Parameter original: The model's manifest, of this repository.
    /// - Returns: Those that can be served, in the catalog's order, and what is wrong with the catalog or with others: a fault
    ///   names the file and the field. No catalog is no fault.
    package func variants(of original: ModelManifest) -> (found: [ModelVariant], faults: [ModelError]) {
        let folder = folder(of: original)
        let path = "\(folder)/\(VariantCatalog.fileName)"
        guard access(path, F_OK) == 0 else { return ([], []) }
        do throws(ModelError) {
            let bytes = try FileBytes(path: path, byteLimit: VariantCatalog.byteLimit)
            let catalog = try Self.decode(VariantCatalog.self, bytes, path: path)
            let network = try FileBytes(path: "\(folder)/model.onnx", byteLimit: StagedModel.fileByteLimit)
            try catalog.check(against: original, source: HeadSet.fingerprint(network.data), path: path)
            return variants(of: original, catalog, path: path)
        } catch {
            return ([], [error])
        }
    }

    private func variants(
        of original: ModelManifest,
        _ catalog: VariantCatalog,
        path: String
    ) -> (found: [ModelVariant], faults: [ModelError]) {
        var found: [ModelVariant] = []
        var faults: [ModelError] = []
        let root = "\(folder(of: original))/\(VariantCatalog.folder)"
        for (index, entry) in catalog.entries.enumerated() where entry.isKept {
            do throws(ModelError) {
                found.append(try Self.variant(entry, of: original, root: root, path: path, field: "entries.\(index)"))
            } catch {
                faults.append(error)
            }
        }
        return (found, faults)
    }

    private static func variant(
        _ entry: VariantCatalog.Entry,
        of original: ModelManifest,
        root: String,
        path: String,
        field: String
    ) throws(ModelError) -> ModelVariant {
        let repository = ModelRepository(root: root)
        var manifest = try repository.manifest(name: "\(original.name)-\(entry.name)", version: original.version)
        func require(_ condition: Bool, _ field: String, _ reason: String) throws(ModelError) {
            guard condition else { throw .invalidManifest(path: path, field: field, reason: reason) }
        }
        let fits = manifest.classes == original.classes && manifest.input == original.input
        try require(fits, "\(field).name", "'\(entry.name)' has other classes or another input than the model")
        let (count, own) = (entry.exits.count, manifest.exits.count)
        try require(count == own, "\(field).exits", "\(count), the files of '\(entry.name)' have \(own)")
        let network = "\(repository.folder(of: manifest))/model.onnx"
        guard access(network, F_OK) == 0 else {
            throw .unreadable(path: network, reason: String(cString: strerror(errno)))
        }
        manifest.exits = entry.exits
        return ModelVariant(name: entry.name, manifest: manifest, repository: repository)
    }
}
