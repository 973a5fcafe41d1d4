/// The types in which a model's input is taken.
enum InputDatatype: String, Hashable {
    case fp32 = "FP32"
    /// Pixels; the worker normalizes them as the model wants.
    case uint8 = "UINT8"

    var bytesPerElement: Int {
        switch self {
        case .fp32: 4
        case .uint8: 1
        }
    }
}
