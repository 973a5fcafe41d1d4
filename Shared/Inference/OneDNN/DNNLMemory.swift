import CDNNL
import Inference

/// The library's view of memory that somebody else owns.
final class DNNLMemory {
    let handle: dnnl_memory_t

    init(_ descriptor: dnnl_memory_desc_t, at address: UnsafeMutableRawPointer?, _ engine: DNNLEngine)
        throws(DNNLFailure)
    {
        var descriptor = descriptor
        var memory: dnnl_memory_t?
        try check(dnnl_memory_create(&memory, &descriptor, engine.handle, address), "memory")
        handle = try created(memory, "memory")
    }

    deinit {
        dnnl_memory_destroy(handle)
    }

    func point(to address: UnsafeMutableRawPointer) {
        // It fails for a null handle only.
        _ = dnnl_memory_set_data_handle(handle, address)
    }
}
