import CDNNL
import Inference

/// A compiled kernel.
final class DNNLPrimitive {
    let handle: dnnl_primitive_t
    private let descriptor: dnnl_primitive_desc_t

    /// - Parameters:
    ///   - operation: The library's description of the operation, any of its kinds.
    ///   - attributes: See ``DNNLAttributes``.
    ///   - engine: Where it runs.
    /// - Throws: ``DNNLFailure``; `unimplemented` if the library has no kernel for it.
    init(
        _ operation: UnsafeRawPointer,
        _ attributes: DNNLAttributes,
        _ engine: DNNLEngine
    ) throws(DNNLFailure) {
        var description: dnnl_primitive_desc_t?
        try check(
            dnnl_primitive_desc_create(&description, operation, attributes.handle, engine.handle, nil),
            "primitive description"
        )
        descriptor = try created(description, "primitive description")
        handle = try Self.primitive(descriptor)
    }

    /// Copies from one layout or number format to another, times a factor.
    init(
        from source: dnnl_memory_desc_t,
        to target: dnnl_memory_desc_t,
        factor: Float = 1,
        _ engine: DNNLEngine
    ) throws(DNNLFailure) {
        var (source, target) = (source, target)
        var description: dnnl_primitive_desc_t?
        let attributes = try DNNLAttributes(scales: factor == 1 ? [] : [factor], [])
        try check(
            dnnl_reorder_primitive_desc_create(
                &description,
                &source,
                engine.handle,
                &target,
                engine.handle,
                attributes.handle
            ),
            "reorder description"
        )
        descriptor = try created(description, "reorder description")
        handle = try Self.primitive(descriptor)
    }

    deinit {
        dnnl_primitive_destroy(handle)
        dnnl_primitive_desc_destroy(descriptor)
    }

    /// The layout that the primitive chose for one of its tensors.
    func layout(_ query: dnnl_query_t) throws(DNNLFailure) -> dnnl_memory_desc_t {
        try created(dnnl_primitive_desc_query_md(descriptor, query, 0), "layout query").pointee
    }

    /// The kernel's name, "jit:avx2" or alike.
    var implementation: String {
        var text: UnsafePointer<CChar>?
        guard dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &text) == dnnl_success, let text else {
            return "unknown"
        }
        return String(cString: text)
    }

    private static func primitive(_ descriptor: dnnl_primitive_desc_t) throws(DNNLFailure) -> dnnl_primitive_t {
        var primitive: dnnl_primitive_t?
        try check(dnnl_primitive_create(&primitive, descriptor), "primitive")
        return try created(primitive, "primitive")
    }
}
