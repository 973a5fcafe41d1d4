package import Inference
import InferenceDNNL

/// The kernels that a worker is told to use.
package enum BackendChoice: String, CaseIterable, Sendable {
    /// oneDNN where it computes in the precision asked for, else the portable one.
    case auto
    case onednn
    case portable

    package func backend(for precision: Precision) -> any InferenceBackend {
        switch self {
        case .onednn: DNNLBackend()
        case .portable: PortableBackend()
        case .auto: DNNLBackend().supports(precision) ? DNNLBackend() : PortableBackend()
        }
    }
}
