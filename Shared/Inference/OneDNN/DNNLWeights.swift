import CDNNL
import Inference

/// Constants in the layouts that primitives chose; each layout is made once and shared by the plans of all batch sizes.
final class DNNLWeights {
    private struct Key: Hashable {
        let source: ObjectIdentifier
        let layout: [UInt8]
    }

    private let stream: DNNLStream
    private var known: [Key: DNNLBuffer] = [:]
    /// Keeps alive what the keys name.
    private var sources: [AnyObject] = []

    init(_ stream: DNNLStream) {
        self.stream = stream
    }

    var byteCount: Int { known.values.reduce(0) { $0 + $1.byteCount } }

    /// - Parameters:
    ///   - constant: The numbers in the file's order.
    ///   - shape: The same numbers' shape as the primitive sees it.
    ///   - layout: What the primitive wants.
    /// - Returns: Memory with the numbers in that layout.
    /// - Throws: ``DNNLFailure``.
    func buffer(
        _ constant: Constant,
        as shape: [Int],
        in layout: dnnl_memory_desc_t
    ) throws(DNNLFailure) -> DNNLBuffer {
        let bytes = withUnsafeBytes(of: layout) { Array($0) }
        return try buffer(constant, key: bytes) { () throws(DNNLFailure) in
            let plain = try DNNLLayout.plain(shape, dnnl_f32)
            return try reordered(constant.floats ?? [], in: plain, to: layout)
        }
    }

    /// A form of a constant that no layout describes.
    func buffer(
        _ constant: Constant,
        form: String,
        make: () throws(DNNLFailure) -> DNNLBuffer
    ) throws(DNNLFailure) -> DNNLBuffer {
        try buffer(constant, key: Array(form.utf8), make: make)
    }

    /// - Parameters:
    ///   - filter: Weights as bytes.
    ///   - shape: Their shape as the primitive sees it.
    ///   - layout: What the primitive wants.
    /// - Returns: Memory with the bytes in that layout.
    /// - Throws: ``DNNLFailure``.
    func buffer(
        _ filter: QuantizedFilter,
        as shape: [Int],
        in layout: dnnl_memory_desc_t
    ) throws(DNNLFailure) -> DNNLBuffer {
        let bytes = withUnsafeBytes(of: layout) { Array($0) }
        return try buffer(filter, key: bytes) { () throws(DNNLFailure) in
            try reordered(filter.bytes, in: try DNNLLayout.plain(shape, dnnl_s8), to: layout)
        }
    }

    /// What is added to the sums of a filter.
    func offsets(_ filter: QuantizedFilter, in layout: dnnl_memory_desc_t) throws(DNNLFailure) -> DNNLBuffer {
        try buffer(filter, key: Array("offsets".utf8)) { () throws(DNNLFailure) in
            let buffer = try DNNLBuffer(layout, stream.engine)
            buffer.fill(filter.offsets)
            return buffer
        }
    }

    private func buffer(
        _ source: AnyObject,
        key layout: [UInt8],
        make: () throws(DNNLFailure) -> DNNLBuffer
    ) throws(DNNLFailure) -> DNNLBuffer {
        let key = Key(source: ObjectIdentifier(source), layout: layout)
        if let buffer = known[key] { return buffer }
        let buffer = try make()
        known[key] = buffer
        sources.append(source)
        return buffer
    }

    private func reordered<Number: BitwiseCopyable>(
        _ numbers: [Number],
        in plain: dnnl_memory_desc_t,
        to layout: dnnl_memory_desc_t
    ) throws(DNNLFailure) -> DNNLBuffer {
        let source = try DNNLBuffer(plain, stream.engine)
        source.fill(numbers)
        let target = try DNNLBuffer(layout, stream.engine)
        let reorder = try DNNLPrimitive(from: plain, to: layout, stream.engine)
        let scratch = try DNNLBuffer(try reorder.layout(dnnl_query_scratchpad_md), stream.engine)
        try stream.run(
            reorder,
            [
                dnnl_exec_arg_t(arg: DNNLArgument.source, memory: source.memory.handle),
                dnnl_exec_arg_t(arg: DNNLArgument.target, memory: target.memory.handle),
                dnnl_exec_arg_t(arg: DNNLArgument.scratchpad, memory: scratch.memory.handle),
            ]
        )
        return target
    }
}
