import FoundationEssentials
import Glibc

/// A folder of models: `ROOT/NAME/VERSION/model.onnx` with `model.json` beside it.
package struct ModelRepository: Sendable {
    /// The most models that ``manifests()`` lists; more is taken for a wrong folder.
    package static let modelLimit = 256
    /// The largest `model.json`, in bytes.
    package static let manifestByteLimit = 1 << 20

    package let root: String

    package init(root: String) {
        self.root = root
    }

    /// All models, ordered by name and then by version as numbers where both are numbers.
    ///
    /// - Returns: The manifests; folders without `model.json` are passed over.
    /// - Throws: ``ModelError`` for the first folder that cannot be read or holds a bad manifest.
    package func manifests() throws(ModelError) -> [ModelManifest] {
        var found: [ModelManifest] = []
        for name in try folders(in: root) {
            for version in try folders(in: "\(root)/\(name)").sorted(by: Self.isOlder)
            where access(path(name, version, "model.json"), F_OK) == 0 {
                found.append(try manifest(name: name, version: version))
                guard found.count <= Self.modelLimit else {
                    throw .tooLarge(what: "number of models in \(root)", value: found.count, limit: Self.modelLimit)
                }
            }
        }
        return found
    }

    /// Reads one model and checks that manifest and network agree.
    ///
    /// - Parameters:
    ///   - name: The folder under the root.
    ///   - version: The folder under that.
    /// - Returns: The model, cut into stages.
    /// - Throws: ``ModelError``.
    package func load(name: String, version: String) throws(ModelError) -> StagedModel {
        try StagedModel(
            manifest: try manifest(name: name, version: version),
            folder: folder(name: name, version: version)
        )
    }

    /// Where a model's files lie, whether there is such a model or not.
    package func folder(name: String, version: String) -> String { "\(root)/\(name)/\(version)" }

    func folder(of model: ModelManifest) -> String { folder(name: model.name, version: model.version) }

    /// What `model.json` of that folder says; the network is not looked at.
    func manifest(name: String, version: String) throws(ModelError) -> ModelManifest {
        try Self.check(component: name, field: "name")
        try Self.check(component: version, field: "version")
        let path = path(name, version, "model.json")
        let bytes = try FileBytes(path: path, byteLimit: Self.manifestByteLimit)
        let manifest = try Self.decode(ModelManifest.self, bytes, path: path)
        guard manifest.name == name else {
            throw .invalidManifest(path: path, field: "name", reason: "'\(manifest.name)' is not the folder's name")
        }
        guard manifest.version == version else {
            throw .invalidManifest(
                path: path,
                field: "version",
                reason: "'\(manifest.version)' is not the folder's name"
            )
        }
        return manifest
    }

    /// Reads JSON; an error names the file and the field.
    static func decode<File: Decodable>(
        _ type: File.Type,
        _ bytes: borrowing FileBytes,
        path: String
    ) throws(ModelError) -> File {
        do {
            return try JSONDecoder().decode(type, from: bytes.data)
        } catch let error as DecodingError {
            throw .invalidManifest(path: path, field: field(of: error), reason: reason(of: error))
        } catch {
            throw .invalidManifest(path: path, field: "", reason: "\(error)")
        }
    }

    private static func field(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".")
        @unknown default: ""
        }
    }

    private static func reason(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound: "missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.debugDescription
        @unknown default: "\(error)"
        }
    }

    /// Names come from requests, so they must not lead out of the root.
    private static func check(component: String, field: String) throws(ModelError) {
        guard !component.isEmpty, component.first != ".", !component.utf8.contains(where: { $0 == 0x2F || $0 == 0 })
        else { throw .invalidManifest(path: component, field: field, reason: "not a folder's name") }
    }

    private static func isOlder(_ left: String, _ right: String) -> Bool {
        if let left = Int(left), let right = Int(right) { return left < right }
        return left < right
    }

    private func path(_ name: String, _ version: String, _ file: String) -> String {
        "\(folder(name: name, version: version))/\(file)"
    }

    private func folders(in path: String) throws(ModelError) -> [String] {
        guard let folder = opendir(path) else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            let isFolder = stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            if isFolder, !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
