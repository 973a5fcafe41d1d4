import CDNNL
import Inference

/// The order in which kernels run; one per executor, used by one thread at a time.
final class DNNLStream {
    private let handle: dnnl_stream_t
    let engine: DNNLEngine

    init(_ engine: DNNLEngine) throws(DNNLFailure) {
        self.engine = engine
        var stream: dnnl_stream_t?
        let flags = UInt32(dnnl_stream_default_flags.rawValue)
        try check(dnnl_stream_create(&stream, engine.handle, flags), "stream")
        handle = try created(stream, "stream")
    }

    deinit {
        dnnl_stream_destroy(handle)
    }

    /// Runs a kernel to its end.
    func run(_ primitive: DNNLPrimitive, _ arguments: [dnnl_exec_arg_t]) throws(DNNLFailure) {
        let status = arguments.withUnsafeBufferPointer {
            dnnl_primitive_execute(primitive.handle, handle, CInt($0.count), $0.baseAddress)
        }
        try check(status, "execute")
    }
}
