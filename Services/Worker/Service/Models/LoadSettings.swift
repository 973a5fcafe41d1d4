package import Inference

/// Which models a worker serves and how it runs and measures them.
package struct LoadSettings: Sendable {
    /// The model repository's folder.
    package var models: String
    /// Names of the models to serve; all if empty.
    package var names: [String]
    package var backend: BackendChoice
    package var precision: Precision
    package var maxBatch: Int
    package var profiling: ProfileSettings
    /// Where profiles are kept; `nil` keeps none.
    package var cacheFolder: String?

    package init(
        models: String,
        names: [String] = [],
        backend: BackendChoice = .auto,
        precision: Precision = .f32,
        maxBatch: Int = 16,
        profiling: ProfileSettings = ProfileSettings(),
        cacheFolder: String? = nil
    ) {
        self.models = models
        self.names = names
        self.backend = backend
        self.precision = precision
        self.maxBatch = maxBatch
        self.profiling = profiling
        self.cacheFolder = cacheFolder
    }
}
