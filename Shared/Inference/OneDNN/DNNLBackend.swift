import CDNNL
package import Inference

/// Computes with oneDNN, and with portable kernels what that library has no fast kernel for.
///
/// oneDNN 2 computes convolutions, products with weights, pools and elementwise functions of one tensor. Softmax,
/// concatenation, permutations, general reductions and broadcasts are rare and small in the networks served here, so
/// they run on the portable kernels, on the same memory.
package struct DNNLBackend: InferenceBackend {
    package init() {}

    package var name: String { "onednn" }

    /// Must run on each compute thread before its first stage.
    ///
    /// The library computes in OpenMP loops, whose number of threads is a setting of the calling thread. With more than
    /// one, each loop waits in a spin barrier for helpers that the system may have taken off their core, and a layer
    /// of 70 µs takes milliseconds.
    package static func prepareThread() {
        omp_set_num_threads(1)
    }

    package func supports(_ precision: Precision) -> Bool {
        guard DNNLEngine.shared != nil else { return false }
        switch precision {
        case .f32: return true
        case .bf16:
            // The library would emulate bf16 on older CPUs, slower than it computes in f32.
            let native = dnnl_cpu_isa_avx512_core_bf16.rawValue
            return dnnl_get_effective_cpu_isa().rawValue & native == native
        case .int8:
            let native = dnnl_cpu_isa_avx2.rawValue
            return dnnl_get_effective_cpu_isa().rawValue & native == native
        }
    }

    package func draft(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> ExecutorDraft {
        guard supports(precision) else {
            throw .unsupportedPrecision(precision, backend: name, reason: Self.refusal(of: precision))
        }
        // Primitives are made for the number of threads that the thread has now.
        Self.prepareThread()
        return try ExecutorDraft(
            model,
            precision: precision,
            maxBatch: maxBatch,
            givesFeatures: givesFeatures,
            quantizer: precision == .int8 ? Quantizer(try model.ranges()) : nil,
            builder: try DNNLBuilder(precision: precision)
        )
    }

    private static func refusal(of precision: Precision) -> String {
        guard DNNLEngine.shared != nil else { return "the library offers no CPU engine" }
        switch precision {
        case .f32: return "the library offers no CPU engine"
        case .bf16: return "this CPU has no bf16 instructions (AVX512_BF16 or AMX); use f32"
        case .int8: return "this CPU has no AVX2; use f32"
        }
    }

    /// Looks into a graph with this library's kernels, in 32-bit floats.
    ///
    /// - Parameters:
    ///   - graph: A folded graph with one input.
    ///   - inputShape: Of one sample, channels first.
    /// - Returns: The probe, confined to the calling thread.
    package static func probe(_ graph: Graph, inputShape: [Int]) -> GraphProbe {
        prepareThread()
        return GraphProbe(graph, inputShape: inputShape) { () throws(ModelError) in try DNNLBuilder(precision: .f32) }
    }
}
