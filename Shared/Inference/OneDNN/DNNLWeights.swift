import CDNNL
import Inference

/// Constants in the layouts that primitives chose; each layout is made once and shared by the plans of all batch sizes.
final class DNNLWeights {
    private struct Key: Hashable {
        let constant: ObjectIdentifier
        let layout: [UInt8]
    }

    private let stream: DNNLStream
    private var known: [Key: DNNLBuffer] = [:]
    /// Keeps the constants alive, whose identities are the keys.
    private var constants: [Constant] = []

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
        let key = Key(constant: ObjectIdentifier(constant), layout: bytes)
        if let buffer = known[key] { return buffer }
        let plain = try DNNLLayout.plain(shape, dnnl_f32)
        let source = try DNNLBuffer(plain, stream.engine)
        source.fill(constant.floats ?? [])
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
        known[key] = target
        constants.append(constant)
        return target
    }
}
