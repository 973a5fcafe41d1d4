import FoundationEssentials
import Glibc

extension ModelRepository {
    /// The folder beside `model.onnx` that holds the files of further tasks.
    package static let headFolder = "heads"
    /// The most tasks of one model.
    package static let headLimit = 16

    /// The tasks beside a model's own.
    ///
    /// - Parameter model: Loaded from this repository.
    /// - Returns: In the order of their names; none where there is no folder for them.
    /// - Throws: ``ModelError`` for the first file that cannot be read or does not belong to the network.
    package func heads(of model: StagedModel) throws(ModelError) -> [HeadSet] {
        let version = folder(of: model.manifest)
        let folder = "\(version)/\(Self.headFolder)"
        guard access(folder, F_OK) == 0 else { return [] }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasSuffix(".json") }.sorted()
        guard !names.isEmpty else { return [] }
        guard names.count <= Self.headLimit else {
            throw .tooLarge(what: "number of tasks in \(folder)", value: names.count, limit: Self.headLimit)
        }
        let network = try FileBytes(path: "\(version)/model.onnx", byteLimit: StagedModel.fileByteLimit)
        let source = HeadSet.fingerprint(network.data)
        var found: [HeadSet] = []
        for name in names {
            let set = try headSet("\(folder)/\(name)")
            try set.check(against: model, source: source, path: "\(folder)/\(name)")
            guard "\(set.task).json" == name else {
                throw .invalidManifest(path: "\(folder)/\(name)", field: "task", reason: "not the file's name")
            }
            found.append(set)
        }
        return found
    }

    private func headSet(_ path: String) throws(ModelError) -> HeadSet {
        let bytes = try FileBytes(path: path, byteLimit: HeadSet.fileByteLimit)
        do {
            return try JSONDecoder().decode(HeadSet.self, from: bytes.data)
        } catch {
            throw .invalidManifest(path: path, field: "", reason: "\(error)")
        }
    }
}
