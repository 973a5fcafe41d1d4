import CDNNL
import Inference

/// What a primitive does to its result before storing it, and that it brings no memory of its own.
final class DNNLAttributes {
    /// Done to a result in 32-bit floats.
    enum Operation {
        /// Add what lies in the result's place, times a factor.
        case sum(Float)
        /// Add a tensor of this layout, given as an argument.
        case add(dnnl_memory_desc_t)
        /// Apply a function, then a factor.
        case function(DNNLFunction, factor: Float)
    }

    let handle: dnnl_primitive_attr_t

    /// - Parameters:
    ///   - scales: Factors of the result, one for all of it or one per channel; none for no factor.
    ///   - operations: In this order.
    /// - Throws: ``DNNLFailure``.
    init(scales: [Float] = [], _ operations: [Operation]) throws(DNNLFailure) {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), "attributes")
        handle = try created(attributes, "attributes")
        if !scales.isEmpty {
            // Channels are the second dimension in the library's logical order.
            let dimensions: CInt = scales.count == 1 ? 0 : 1 << 1
            let count = dnnl_dim_t(scales.count)
            try check(dnnl_primitive_attr_set_output_scales(handle, count, dimensions, scales), "scales")
        }
        var list: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&list), "post-operations")
        let chain = try created(list, "post-operations")
        defer { dnnl_post_ops_destroy(chain) }
        for operation in operations { try Self.append(operation, to: chain) }
        try check(dnnl_primitive_attr_set_post_ops(handle, chain), "post-operations")
        // With memory of its own, a primitive fails or computes wrongly when it runs on a thread that did not make it.
        try check(dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "scratchpad")
    }

    /// - Parameters:
    ///   - sumsInPlace: Add to what lies in the result's place.
    ///   - summand: Add a tensor of this layout, given as an argument.
    ///   - activation: Applied last.
    /// - Throws: ``DNNLFailure``.
    convenience init(
        sumsInPlace: Bool = false,
        summand: dnnl_memory_desc_t? = nil,
        activation: UnaryFunction? = nil
    ) throws(DNNLFailure) {
        var operations: [Operation] = []
        if sumsInPlace { operations.append(.sum(1)) }
        if let summand { operations.append(.add(summand)) }
        if let activation { operations.append(.function(try Self.function(activation), factor: 1)) }
        try self.init(operations)
    }

    deinit {
        dnnl_primitive_attr_destroy(handle)
    }

    /// The library's form of an activation.
    static func function(_ activation: UnaryFunction) throws(DNNLFailure) -> DNNLFunction {
        guard let function = DNNLFunction(activation) else {
            throw DNNLFailure(call: "activation \(activation)", status: dnnl_unimplemented)
        }
        return function
    }

    private static func append(_ operation: Operation, to chain: dnnl_post_ops_t) throws(DNNLFailure) {
        switch operation {
        case .sum(let factor): try check(dnnl_post_ops_append_sum(chain, factor), "sum")
        case .add(var layout): try check(dnnl_post_ops_append_binary(chain, dnnl_binary_add, &layout), "summand")
        case .function(let function, let factor):
            let (kind, alpha, beta) = (function.kind, function.alpha, function.beta)
            try check(dnnl_post_ops_append_eltwise(chain, factor, kind, alpha, beta), "activation")
        }
    }
}
