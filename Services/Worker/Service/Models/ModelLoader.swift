package import Domain
import Inference
package import Kernel
package import Logging
package import Telemetry

/// Reads, prepares and measures the models of a worker, on the thread that will run them.
package struct ModelLoader: Sendable {
    /// The most models that one worker serves.
    package static let modelLimit = 64

    private let settings: LoadSettings
    private let time: any TimeSource
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
        var engines: [ModelID: any StageEngine] = [:]
        var loaded: [LoadedModel] = []
        for manifest in manifests {
            let (engine, model) = try load(ModelFiles(manifest, in: repository), on: device)
            engines[model.served.id] = engine
            loaded.append(model)
        }
        for variant in variants(of: manifests, in: repository) {
            guard let (engine, model) = loadVariant(variant, on: device) else { continue }
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

    private func loadVariant(_ files: ModelFiles, on device: EmulatedDevice?) -> (any StageEngine, LoadedModel)? {
        do {
            return try load(files, on: device)
        } catch {
            report(error, of: "\(files.id)")
            return nil
        }
    }

    private func report(_ fault: any Error, of model: String) {
        metrics.counter("rubato_catalog_faults_total", "Variants and catalogs that could not be loaded.").with()
            .increment()
        logger.error("variants are not served", metadata: ["model": "\(model)", "reason": "\(fault)"])
    }

    private func load(_ files: ModelFiles, on device: EmulatedDevice?) throws -> (any StageEngine, LoadedModel) {
        let began = time.now
        let (id, manifest) = (files.id, files.manifest)
        let staged = try files.load()
        let (backend, precision) = settings.kernels
        let heads = try files.repository.heads(of: staged)
        let givesFeatures = !heads.isEmpty || files.repository.hasFeatures(staged)
        let counts = staged.stages.prefix { $0.features != nil }.compactMap { $0.features?.elementCount }
        let executor = try backend.prepare(
            staged,
            precision: precision,
            maxBatch: settings.maxBatch,
            givesFeatures: givesFeatures
        )
        let prepared = time.now
        var engine: any StageEngine = ModelEngine(executor, heads: heads)
        let profiler = StageProfiler(
            engine,
            input: manifest.input,
            stages: staged.stages.count,
            // Bounds hold for jobs that ask for everything.
            tasks: TaskSelection(further: Array(heads.indices)),
            special: givesFeatures && heads.isEmpty ? .blank(for: id, features: counts) : nil,
            settings: settings.profiling,
            time: time
        )
        // The first run of every plan takes many times its bound, so none is left to the first jobs.
        try profiler.warmUp()
        let profile: ExecutionProfile
        var watts: Double?
        if let device {
            let table = try device.table(for: staged, maxBatch: settings.maxBatch)
            profile = device.profile(of: id, table, margin: settings.profiling.margin)
            watts = device.watts(table, profile)
            engine = EmulatedEngine(engine, table, on: device, model: id)
        } else {
            let tasks = heads.map { "\($0.task)/\($0.classes.count)" }
            profile = try self.profile(
                files,
                profiler,
                reading: tasks.isEmpty && givesFeatures ? ["specialized heads"] : tasks,
                backend: backend.name,
                stages: staged.stages.count
            )
        }
        logger.info(
            "model is ready",
            metadata: [
                "model": "\(id)", "backend": "\(backend.name)", "precision": "\(profile.provenance.precision)",
                "device": "\(profile.provenance.device)", "stages": "\(staged.stages.count)",
                "tasks": "\(heads.map(\.task).joined(separator: " "))",
                "prepare_ms": "\((prepared - began).milliseconds)",
                "profile_ms": "\((time.now - prepared).milliseconds)",
                "weight_bytes": "\(executor.footprint.weightBytes)", "arena_bytes": "\(executor.footprint.arenaBytes)",
                "full_depth_us": "\(profile.wcet(stages: 0...(staged.stages.count - 1), batchSize: 1).microseconds)",
            ]
        )
        let loaded = LoadedModel(
            staged,
            heads: heads,
            profile: profile,
            watts: watts,
            featureCounts: givesFeatures ? counts : []
        )
        return (engine, loaded)
    }

    private func profile(
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
            tasks: reading
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
