import Inference
import Kernel

/// One model on its way into memory, piece by piece: its files, a plan at a time, and the first run of every batch size.
///
/// Confined to the compute thread.
final class ModelBuild {
    let files: ModelFiles
    private let settings: LoadSettings
    private let time: any TimeSource
    private var draft: ExecutorDraft?
    private(set) var staged: StagedModel?
    private(set) var heads: [HeadSet] = []
    private var givesFeatures = false
    private(set) var executor: (any StageExecutor)?
    private(set) var engine: ModelEngine?

    init(_ files: ModelFiles, _ settings: LoadSettings, time: any TimeSource) {
        self.files = files
        self.settings = settings
        self.time = time
    }

    /// The files, every stage at every batch size, and every batch size once more to warm it.
    var pieceCount: Int { 1 + planCount + settings.maxBatch }

    private var planCount: Int { settings.maxBatch * files.manifest.exits.count }

    /// What it takes in memory when it is done, in bytes.
    var byteCount: Int {
        guard let footprint = executor?.footprint else { return 0 }
        return footprint.weightBytes + footprint.arenaBytes + footprint.activationBytes + footprint.pooledBytes
    }

    /// How many numbers specialized heads read at each of the first exits; empty where they can read none.
    var featureCounts: [Int] {
        guard givesFeatures, let staged else { return [] }
        return staged.stages.prefix { $0.features != nil }.compactMap { $0.features?.elementCount }
    }

    /// What is read beside the exits when it is measured.
    var reading: [String] {
        if heads.isEmpty { return givesFeatures ? ["specialized heads"] : [] }
        return heads.map { "\($0.task)/\($0.classes.count)" }
    }

    /// Runs the next piece; in order, each once.
    ///
    /// - Throws: ``ModelError`` or ``InferenceError``; nothing more can be made of it then.
    func run(_ piece: Int) throws {
        switch piece {
        case 0: try begin()
        case ...planCount: try draft?.advance()
        default:
            let engine = finish()
            try profiler(of: engine).warmUp(batchSize: piece - planCount)
        }
    }

    private func begin() throws {
        let staged = try files.load()
        guard staged.stages.count == files.manifest.exits.count else {
            throw LoadFailure.changed("\(files.id)")
        }
        heads = try files.repository.heads(of: staged)
        givesFeatures = !heads.isEmpty || files.repository.hasFeatures(staged)
        let (backend, precision) = settings.kernels
        draft = try backend.draft(
            staged,
            precision: precision,
            maxBatch: settings.maxBatch,
            givesFeatures: givesFeatures
        )
        self.staged = staged
    }

    private func finish() -> ModelEngine {
        if let engine { return engine }
        guard let draft else { preconditionFailure("the files come first") }
        let executor = draft.finish()
        let engine = ModelEngine(executor, heads: heads)
        (self.executor, self.engine, self.draft) = (executor, engine, nil)
        return engine
    }

    func profiler(of engine: any StageEngine) -> StageProfiler {
        StageProfiler(
            engine,
            input: files.manifest.input,
            stages: files.manifest.exits.count,
            // Bounds hold for jobs that ask for everything.
            tasks: TaskSelection(further: Array(heads.indices)),
            special: givesFeatures && heads.isEmpty ? .blank(for: files.id, features: featureCounts) : nil,
            settings: settings.profiling,
            time: time
        )
    }
}
