import CDNNL
import Inference

/// How pools are described to the library.
enum DNNLPool {
    static func kind(_ function: PoolFunction) -> dnnl_alg_kind_t {
        switch function {
        case .maximum: dnnl_pooling_max
        case .average(countsPadding: true): dnnl_pooling_avg_include_padding
        case .average(countsPadding: false): dnnl_pooling_avg_exclude_padding
        }
    }

    /// The library knows no dilated pools here, and would count what lies beyond the padding into a mean.
    static func supports(_ step: PoolStep) -> Bool {
        guard step.rows.dilation == 1, step.columns.dilation == 1 else { return false }
        guard step.function == .average(countsPadding: true) else { return true }
        return after(step.rows) <= step.rows.after && after(step.columns) <= step.columns.after
    }

    /// The padding behind the picture that the last window really reaches.
    static func after(_ axis: AxisGeometry) -> Int {
        max(0, (axis.output - 1) * axis.stride + axis.extent - axis.input - axis.before)
    }
}
