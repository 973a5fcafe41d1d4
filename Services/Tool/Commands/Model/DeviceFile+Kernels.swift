import Inference
import InferenceDNNL
import InferenceFixed
import NPUFiles

extension DeviceFile.Arithmetic {
    /// What computes so on this machine.
    func kernels(fractionBits: Int) -> (backend: any InferenceBackend, precision: Precision) {
        switch self {
        case .f32: (DNNLBackend(), .f32)
        case .bf16: (DNNLBackend(), .bf16)
        case .int8: (DNNLBackend(), .int8)
        case .fixed16: (FixedPointBackend(FixedFormat(fractionBits: fractionBits)), .f32)
        }
    }
}
