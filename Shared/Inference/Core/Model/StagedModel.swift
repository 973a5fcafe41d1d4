/// A network cut into stages at its exits; immutable, shared by all executors that run it.
package final class StagedModel: Sendable {
    /// The largest network file, in bytes.
    package static let fileByteLimit = 1 << 30

    package let manifest: ModelManifest
    /// One per exit, from the shallowest to the deepest.
    package let stages: [StageDescription]
    package let graph: Graph
    /// The nodes and carried values of each stage.
    package let cuts: [StageCut]

    /// Reads a network and checks that it agrees with the manifest.
    ///
    /// - Parameters:
    ///   - manifest: What `model.json` said.
    ///   - path: The ONNX file.
    ///   - manifestPath: Named in errors.
    /// - Throws: ``ModelError``.
    package convenience init(manifest: ModelManifest, onnx path: String, manifestPath: String) throws(ModelError) {
        try self.init(graph: Self.read(path), manifest: manifest)
        try checkManifest(path: manifestPath)
    }

    /// Reads a bare network file; exits get the names of its outputs and temperature 1.
    ///
    /// - Parameter path: The ONNX file.
    /// - Throws: ``ModelError``.
    package convenience init(onnx path: String) throws(ModelError) {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let name = file.hasSuffix(".onnx") ? String(file.dropLast(5)) : file
        try self.init(graph: Self.read(path), name: name)
    }

    /// Takes a network from memory.
    ///
    /// - Parameters:
    ///   - bytes: The ONNX file's content.
    ///   - name: The model's name.
    /// - Throws: ``ModelError``.
    package convenience init(bytes: UnsafeRawBufferPointer, name: String) throws(ModelError) {
        try self.init(graph: try Graph(onnx: bytes), name: name)
    }
}
