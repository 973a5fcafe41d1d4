/// A network cut into stages at its exits; immutable, shared by all executors that run it.
package final class StagedModel: Sendable {
    /// The largest network file, in bytes.
    package static let fileByteLimit = 1 << 30

    package let manifest: ModelManifest
    /// One per exit, from the shallowest to the deepest.
    package let stages: [StageDescription]
    /// The network after folding, and the nodes and carried values of each stage in it.
    package let graph: Graph
    package let cuts: [StageCut]
    /// The shape of one sample, without the batch dimension.
    package let inputShape: [Int]
    /// Where the network's file lies in a repository; `nil` of any other network.
    package let folder: String?

    /// Reads a network and checks that it agrees with the manifest.
    ///
    /// - Parameters:
    ///   - manifest: What `model.json` said.
    ///   - folder: Holds `model.onnx` and `model.json`.
    /// - Throws: ``ModelError``.
    package convenience init(manifest: ModelManifest, folder: String) throws(ModelError) {
        let graph = try Self.read("\(folder)/model.onnx")
        try self.init(graph: graph, name: manifest.name, manifest: manifest, folder: folder)
        try ManifestCheck(manifest: manifest, path: "\(folder)/model.json").agrees(with: stages)
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

    /// Takes a network that was changed or built in memory.
    ///
    /// - Parameters:
    ///   - graph: With one input, and an output per exit.
    ///   - manifest: What to say of it.
    /// - Throws: ``ModelError``, also where the two contradict each other.
    package convenience init(graph: Graph, manifest: ModelManifest) throws(ModelError) {
        try self.init(graph: graph, name: manifest.name, manifest: manifest)
        try ManifestCheck(manifest: manifest, path: manifest.name).agrees(with: stages)
    }

    private init(
        graph: Graph,
        name: String,
        manifest: ModelManifest? = nil,
        folder: String? = nil
    ) throws(ModelError) {
        let inspection = try ModelInspection(graph)
        self.graph = graph
        self.folder = folder
        cuts = inspection.cuts
        stages = inspection.stages
        inputShape = inspection.inputShape
        self.manifest =
            manifest
            ?? ModelManifest(
                name: name,
                version: "1",
                family: name,
                input: ModelInput(name: graph.inputs[0].name, shape: inspection.inputShape),
                classes: Self.numberedClasses(inspection.stages[0].logits.elementCount),
                exits: inspection.stages.map { ModelExit(name: $0.name) }
            )
    }

    /// Class names for a network that comes without; none for outputs too large to be classes.
    private static func numberedClasses(_ count: Int) -> [String] {
        count <= 1 << 16 ? (0..<count).map(String.init) : []
    }

    /// The graph's shapes for a batch.
    package func shaped(batch: Int) throws(ModelError) -> ShapedGraph {
        try ShapedGraph(graph, inputShapes: [[batch] + inputShape])
    }

    /// The program of one stage: inputs and first outputs are the carried values, then come the logits and, where they are
    /// wanted and there are any, the features.
    ///
    /// - Parameters:
    ///   - stage: 0-based.
    ///   - shaped: The shapes for the wanted batch size.
    ///   - givesFeatures: Whether they are wanted.
    ///   - derived: Shared by all programs of one executor.
    /// - Returns: The program.
    /// - Throws: ``ModelError``.
    package func program(
        stage: Int,
        _ shaped: ShapedGraph,
        givesFeatures: Bool = false,
        derived: DerivedConstants
    ) throws(ModelError) -> Program {
        let cut = cuts[stage]
        return try ProgramBuilder.program(
            shaped,
            nodes: cut.nodes,
            inputs: cut.inputs,
            stored: cut.carried,
            rowMajor: [cut.output],
            features: givesFeatures ? cut.features : nil,
            derived: derived
        )
    }

    private static func read(_ path: String) throws(ModelError) -> Graph {
        let file = try FileBytes(path: path, byteLimit: fileByteLimit)
        return try file.withBytes { bytes throws(ModelError) in try Graph(onnx: bytes) }
    }
}
