import CDNNL
import Inference

/// Memory of its own in a given layout, zero at first.
final class DNNLBuffer {
    let memory: DNNLMemory
    let byteCount: Int
    let base: UnsafeMutableRawPointer

    init(_ layout: dnnl_memory_desc_t, _ engine: DNNLEngine) throws(DNNLFailure) {
        byteCount = max(DNNLLayout.byteCount(layout), 1)
        base = .allocate(byteCount: byteCount, alignment: MemoryPlan.alignment)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        do throws(DNNLFailure) {
            memory = try DNNLMemory(layout, at: base, engine)
        } catch {
            base.deallocate()
            throw error
        }
    }

    deinit {
        base.deallocate()
    }

    func fill<Number: BitwiseCopyable>(_ numbers: [Number]) {
        precondition(numbers.count * MemoryLayout<Number>.size <= byteCount, "a plain layout has room for its numbers")
        numbers.withUnsafeBytes { base.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(base), byteCount: $0.count) }
    }
}
