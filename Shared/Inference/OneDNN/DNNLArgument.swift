import CDNNL

/// The numbers by which a primitive's tensors are passed; some of the library's macros do not reach Swift.
enum DNNLArgument {
    static let source = CInt(DNNL_ARG_SRC_0)
    static let secondSource = CInt(DNNL_ARG_SRC_1)
    static let target = CInt(DNNL_ARG_DST_0)
    static let weights = CInt(DNNL_ARG_WEIGHTS_0)
    static let bias = CInt(DNNL_ARG_BIAS)
    static let scratchpad = CInt(DNNL_ARG_SCRATCHPAD)
    /// The second operand of the first operation after the primitive's own.
    static let firstSummand = CInt(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE) | CInt(DNNL_ARG_SRC_1)
}
