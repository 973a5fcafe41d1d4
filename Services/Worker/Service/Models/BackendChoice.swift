package import Inference
import InferenceDNNL

/// The kernels that a worker is told to use.
package enum BackendChoice: String, CaseIterable, Sendable {
    /// oneDNN, or the portable one where only that computes in the precision asked for.
    case auto
    case onednn
    case portable

    package func backend(for precision: Precision) -> any InferenceBackend {
        switch self {
        case .onednn: DNNLBackend()
        case .portable: PortableBackend()
        case .auto where !DNNLBackend().supports(precision) && PortableBackend().supports(precision): PortableBackend()
        // Where neither does, its refusal says what the processor lacks.
        case .auto: DNNLBackend()
        }
    }
}
