package import Inference
import InferenceFixed
package import NPUFiles

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
    /// The accelerator that is emulated, with its arithmetic in place of the precision; `nil` runs as fast as it can.
    package var npu: DeviceFile?
    /// Whether the variants that catalogs keep beside the models are served too.
    package var servesVariants: Bool
    /// Bytes that models may take at once; `nil` loads all of them.
    package var memoryByteCount: Int?

    package init(
        models: String,
        names: [String] = [],
        backend: BackendChoice = .auto,
        precision: Precision = .f32,
        maxBatch: Int = 16,
        profiling: ProfileSettings = ProfileSettings(),
        cacheFolder: String? = nil,
        npu: DeviceFile? = nil,
        servesVariants: Bool = false,
        memoryByteCount: Int? = nil
    ) {
        self.models = models
        self.names = names
        self.backend = backend
        self.precision = precision
        self.maxBatch = maxBatch
        self.profiling = profiling
        self.cacheFolder = cacheFolder
        self.npu = npu
        self.servesVariants = servesVariants
        self.memoryByteCount = memoryByteCount
    }

    /// What computes the values, and in which format: an emulated device has its own.
    package var kernels: (backend: any InferenceBackend, precision: Precision) {
        switch npu?.arithmetic {
        case .f32: (backend.backend(for: .f32), .f32)
        case .bf16: (backend.backend(for: .bf16), .bf16)
        case .int8: (backend.backend(for: .int8), .int8)
        case .fixed16: (FixedPointBackend(FixedFormat(fractionBits: npu?.fractionBits ?? 10)), .f32)
        case nil: (backend.backend(for: precision), precision)
        }
    }
}
