import CDNNL
import Inference

/// The library's handle for the CPU, one per process, because streams and primitives of different engines do not mix.
final class DNNLEngine: @unchecked Sendable {
    // Safe because the library never changes an engine after its creation.
    let handle: dnnl_engine_t

    /// Nil if the library offers no CPU engine.
    static let shared: DNNLEngine? = DNNLEngine()

    private init?() {
        var engine: dnnl_engine_t?
        guard dnnl_engine_create(&engine, dnnl_cpu, 0) == dnnl_success, let engine else { return nil }
        handle = engine
    }
}
