import CDNNL
import Inference

/// An elementwise function as the library names it; nil for one that it lacks.
struct DNNLFunction {
    let kind: dnnl_alg_kind_t
    var alpha: Float = 0
    var beta: Float = 0

    /// `number · factor + offset`.
    static func line(factor: Float, offset: Float) -> DNNLFunction {
        DNNLFunction(kind: dnnl_eltwise_linear, alpha: factor, beta: offset)
    }

    private init(kind: dnnl_alg_kind_t, alpha: Float, beta: Float) {
        self.kind = kind
        self.alpha = alpha
        self.beta = beta
    }

    init?(_ function: UnaryFunction) {
        switch function {
        case .relu: kind = dnnl_eltwise_relu
        case .leakyRelu(let slope): (kind, alpha) = (dnnl_eltwise_relu, slope)
        case .clip(let minimum, let maximum):
            kind = dnnl_eltwise_clip
            alpha = max(minimum, -.greatestFiniteMagnitude)
            beta = min(maximum, .greatestFiniteMagnitude)
        case .sigmoid: kind = dnnl_eltwise_logistic
        case .hardSwish: kind = dnnl_eltwise_hardswish
        case .tanh: kind = dnnl_eltwise_tanh
        case .elu(let factor): (kind, alpha) = (dnnl_eltwise_elu, factor)
        case .exponential: kind = dnnl_eltwise_exp
        case .squareRoot: kind = dnnl_eltwise_sqrt
        case .magnitude: kind = dnnl_eltwise_abs
        case .negation: (kind, alpha) = (dnnl_eltwise_linear, -1)
        case .hardSigmoid: return nil
        }
    }
}
