import CDNNL
import Inference

/// Descriptors of dense memory.
enum DNNLLayout {
    /// A tensor whose dimensions are stored in the given order.
    static func plain(_ shape: [Int], _ type: dnnl_data_type_t) throws(DNNLFailure) -> dnnl_memory_desc_t {
        var strides: [Int] = Array(repeating: 1, count: shape.count)
        for axis in shape.indices.reversed().dropFirst() { strides[axis] = strides[axis + 1] * max(1, shape[axis + 1]) }
        return try strided(shape, strides, type)
    }

    /// A picture of batch, channels, rows and columns, the library's logical order, stored channels last.
    static func picture(_ shape: [Int], _ type: dnnl_data_type_t) throws(DNNLFailure) -> dnnl_memory_desc_t {
        try tagged(shape, dnnl_nhwc, type)
    }

    /// Any layout that the primitive likes best.
    static func any(_ shape: [Int], _ type: dnnl_data_type_t) throws(DNNLFailure) -> dnnl_memory_desc_t {
        try tagged(shape, dnnl_format_tag_any, type)
    }

    static func byteCount(_ descriptor: dnnl_memory_desc_t) -> Int {
        withUnsafePointer(to: descriptor) { dnnl_memory_desc_get_size($0) }
    }

    private static func tagged(
        _ shape: [Int],
        _ tag: dnnl_format_tag_t,
        _ type: dnnl_data_type_t
    ) throws(DNNLFailure) -> dnnl_memory_desc_t {
        var descriptor = dnnl_memory_desc_t()
        let sizes = shape.map(Int64.init)
        try check(dnnl_memory_desc_init_by_tag(&descriptor, CInt(shape.count), sizes, type, tag), "layout \(shape)")
        return descriptor
    }

    private static func strided(
        _ shape: [Int],
        _ strides: [Int],
        _ type: dnnl_data_type_t
    ) throws(DNNLFailure) -> dnnl_memory_desc_t {
        var descriptor = dnnl_memory_desc_t()
        let (sizes, steps) = (shape.map(Int64.init), strides.map(Int64.init))
        try check(
            dnnl_memory_desc_init_by_strides(&descriptor, CInt(shape.count), sizes, type, steps),
            "layout \(shape)"
        )
        return descriptor
    }
}
