package import Domain
import Inference
package import Kernel
package import Logging
package import Telemetry

/// Reads, prepares and measures the models of a worker, on the thread that will run them.
package struct ModelLoader: Sendable {
    /// The most models that one worker serves.
    package static let modelLimit = 64

    let settings: LoadSettings
    let time: any TimeSource
    private let logger: Logger
    private let metrics: MetricsRegistry

    /// The registry gets the metrics of an emulated device, where one is asked for.
    package init(_ settings: LoadSettings, time: any TimeSource, logger: Logger, metrics: MetricsRegistry) {
        self.settings = settings
        self.time = time
        self.logger = logger
        self.metrics = metrics
    }

    /// Loads every model that is to be served.
    ///
    /// - Returns: The engines, confined to the calling thread, and what is told of the models.
    /// - Throws: ``ModelError`` or ``LoadFailure``.
    package func load() throws -> (engines: [ModelID: any StageEngine], info: [LoadedModel]) {
        let repository = ModelRepository(root: settings.models)
        let manifests = try repository.manifests().filter { settings.names.isEmpty || settings.names.contains($0.name) }
        for name in settings.names where !manifests.contains(where: { $0.name == name }) {
            throw LoadFailure.noSuchModel(name, folder: settings.models)
        }
        guard !manifests.isEmpty else { throw LoadFailure.noModel(folder: settings.models) }
        guard manifests.count <= Self.modelLimit else { throw LoadFailure.tooMany(manifests.count) }
        let device = settings.npu.map { EmulatedDevice($0, time: time, metrics: metrics) }
        let files = manifests.map { ModelFiles($0, in: repository) }
        let variants = variants(of: manifests, in: repository)
        if let limit = settings.memoryByteCount { return try loadPages(files, variants, limit: limit, on: device) }
        var engines: [ModelID: any StageEngine] = [:]
        var loaded: [LoadedModel] = []
        for file in files {
            let (engine, model, _) = try load(file, on: device)
            engines[model.served.id] = engine
            loaded.append(model)
        }
        for variant in variants {
            guard let (engine, model, _) = loadVariant(variant, on: device) else { continue }
            engines[model.served.id] = engine
            loaded.append(model)
        }
        return (engines, loaded)
    }

    /// What catalogs keep beside the models, as far as a worker may serve so many.
    ///
    /// A catalog that is damaged costs its variants: the model itself is served all the same.
    private func variants(of manifests: [ModelManifest], in repository: ModelRepository) -> [ModelFiles] {
        guard settings.servesVariants else { return [] }
        let found = manifests.flatMap { manifest -> [ModelFiles] in
            let (variants, faults) = repository.variants(of: manifest)
            for fault in faults { report(fault, of: "\(manifest.name)/\(manifest.version)") }
            return variants.map { ModelFiles($0, of: manifest) }
        }
        let room = Self.modelLimit - manifests.count
        if found.count > room { report(LoadFailure.tooMany(manifests.count + found.count), of: "all models") }
        return Array(found.prefix(room))
    }

    func loadVariant(
        _ files: ModelFiles,
        on device: EmulatedDevice?
    ) -> (any StageEngine, LoadedModel, ModelPage)? {
        do {
            return try load(files, on: device)
        } catch {
            report(error, of: "\(files.id)")
            return nil
        }
    }

    func report(_ fault: any Error, of model: String) {
        metrics.counter("rubato_catalog_faults_total", "Variants and catalogs that could not be loaded.").with()
            .increment()
        logger.error("variants are not served", metadata: ["model": "\(model)", "reason": "\(fault)"])
    }

    /// Loads, warms and measures one model.
    ///
    /// - Returns: Its engine, what is told of it, and what it is as a page.
    func load(
        _ files: ModelFiles,
        on device: EmulatedDevice?
    ) throws -> (any StageEngine, LoadedModel, ModelPage) {
        let began = time.now
        let build = ModelBuild(files, settings, time: time)
        // The first run of every plan takes many times its bound, so none is left to the first jobs.
        let pieces = try run(build)
        let prepared = time.now
        let engine = try engine(of: build, on: device)
        let profile: ExecutionProfile
        var watts: Double?
        let stages = files.manifest.exits.count
        guard let staged = build.staged else { preconditionFailure("all pieces have been run") }
        if let device {
            let table = try device.table(for: staged, maxBatch: settings.maxBatch)
            profile = device.profile(of: files.id, table, margin: settings.profiling.margin)
            watts = device.watts(table, profile)
        } else {
            let (name, profiler) = (settings.kernels.backend.name, build.profiler(of: engine))
            profile = try self.profile(files, profiler, reading: build.reading, backend: name, stages: stages)
        }
        logger.info(
            "model is ready",
            metadata: [
                "model": "\(files.id)", "backend": "\(settings.kernels.backend.name)",
                "precision": "\(profile.provenance.precision)",
                "device": "\(profile.provenance.device)", "stages": "\(stages)",
                "tasks": "\(build.heads.map(\.task).joined(separator: " "))",
                "prepare_ms": "\((prepared - began).milliseconds)",
                "profile_ms": "\((time.now - prepared).milliseconds)", "bytes": "\(build.byteCount)",
                "longest_piece_us": "\(pieces.max()?.microseconds ?? 0)",
                "full_depth_us": "\(profile.wcet(stages: 0...(stages - 1), batchSize: 1).microseconds)",
            ]
        )
        let loaded = LoadedModel(
            staged,
            heads: build.heads,
            profile: profile,
            watts: watts,
            featureCounts: build.featureCounts
        )
        let page = ModelPage(model: files.id, byteCount: build.byteCount, pieces: bounds(on: pieces), state: .stored)
        return (engine, loaded, page)
    }

    /// All pieces in a row, and how long each has taken.
    private func run(_ build: ModelBuild) throws -> [Duration] {
        try (0..<build.pieceCount).map { piece in
            let began = time.now
            try build.run(piece)
            return time.now - began
        }
    }

    /// The engine of a build that is done: on the emulated device, if there is one.
    func engine(of build: ModelBuild, on device: EmulatedDevice?) throws -> any StageEngine {
        guard let engine = build.engine, let staged = build.staged else {
            preconditionFailure("all pieces have been run")
        }
        guard let device else { return engine }
        let table = try device.table(for: staged, maxBatch: settings.maxBatch)
        return EmulatedEngine(engine, table, on: device, model: build.files.id)
    }

    /// What pieces may take that were measured once: letting go what makes room is the first, and takes little.
    private func bounds(on pieces: [Duration]) -> [Duration] {
        [Self.evictionBound] + pieces.map { max($0 * Self.pieceMargin, Self.leastPieceBound) }
    }

    private static let evictionBound = Duration.milliseconds(5)
    private static let leastPieceBound = Duration.milliseconds(1)
    private static let pieceMargin = 2.0

    func profile(
        _ files: ModelFiles,
        _ profiler: StageProfiler,
        reading: [String],
        backend: String,
        stages: Int
    ) throws -> ExecutionProfile {
        let id = files.id
        let device = "\(Machine.processorName), \(backend)"
        let key = try ProfileKey(
            modelFile: files.networkPath,
            device: device,
            precision: settings.precision,
            maxBatch: settings.maxBatch,
            tasks: reading,
            ground: Machine.kernelGround
        )
        let cache = settings.cacheFolder.map { ProfileCache(folder: $0, logger: logger) }
        let table: StageTable
        if let known = cache?.read(key), known.fits(stages: stages, maxBatch: settings.maxBatch) {
            table = known
        } else {
            logger.info("measuring", metadata: ["model": "\(id)", "seconds": "\(settings.profiling.seconds)"])
            table = try profiler.measure()
            cache?.write(table, for: key)
        }
        logger.debug(
            "profile",
            metadata: ["model": "\(id)", "disturbed": "\(table.disturbed)", "samples": "\(table.samples)"]
        )
        return table.profile(
            of: id,
            device: device,
            precision: settings.precision.rawValue,
            margin: settings.profiling.margin
        )
    }
}
