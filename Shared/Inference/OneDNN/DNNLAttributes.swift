import CDNNL
import Inference

/// What a primitive does to its result before storing it, and that it brings no memory of its own.
final class DNNLAttributes {
    let handle: dnnl_primitive_attr_t

    /// - Parameters:
    ///   - sumsInPlace: Add to what lies in the result's place.
    ///   - summand: Add a tensor of this layout, given as an argument.
    ///   - activation: Applied last.
    /// - Throws: ``DNNLFailure``.
    init(
        sumsInPlace: Bool = false,
        summand: dnnl_memory_desc_t? = nil,
        activation: UnaryFunction? = nil
    ) throws(DNNLFailure) {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), "attributes")
        handle = try created(attributes, "attributes")
        var list: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&list), "post-operations")
        let operations = try created(list, "post-operations")
        defer { dnnl_post_ops_destroy(operations) }
        if sumsInPlace { try check(dnnl_post_ops_append_sum(operations, 1), "sum") }
        if var summand { try check(dnnl_post_ops_append_binary(operations, dnnl_binary_add, &summand), "summand") }
        if let activation {
            guard let function = DNNLFunction(activation) else {
                throw DNNLFailure(call: "activation \(activation)", status: dnnl_unimplemented)
            }
            let (kind, alpha, beta) = (function.kind, function.alpha, function.beta)
            try check(dnnl_post_ops_append_eltwise(operations, 1, kind, alpha, beta), "activation")
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), "post-operations")
        // With memory of its own, a primitive fails or computes wrongly when it runs on a thread that did not make it.
        try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "scratchpad")
    }

    deinit {
        dnnl_primitive_attr_destroy(handle)
    }
}
