import CDNNL
import Inference

/// A portable kernel among primitives.
struct DNNLKernelCall {
    /// How an operand of another format is given to a kernel of floats.
    struct Conversion {
        /// Where in the arena its numbers lie as floats.
        let offset: Int
        /// bf16, or bytes that become floats with the same values.
        let type: dnnl_data_type_t
    }

    struct Operand {
        let place: DNNLPlanDraft.Place
        let count: Int
        /// `nil` if its numbers are floats already.
        let conversion: Conversion?
    }

    let kernel: any PortableKernel
    let inputs: [Operand]
    let output: Operand

    /// - Parameters:
    ///   - arena: Where converted numbers go.
    ///   - address: Finds a place in memory.
    func run(arena: UnsafeMutableRawPointer, _ address: (DNNLPlanDraft.Place) -> UnsafeMutableRawPointer) {
        let sources = inputs.map { operand in
            let source = address(operand.place)
            guard let conversion = operand.conversion else {
                return UnsafePointer(source.assumingMemoryBound(to: Float.self))
            }
            let floats = (arena + conversion.offset).assumingMemoryBound(to: Float.self)
            Self.widen(source, conversion.type, operand.count, to: floats)
            return UnsafePointer(floats)
        }
        let target = address(output.place)
        guard let conversion = output.conversion else {
            return kernel.run(sources, target.assumingMemoryBound(to: Float.self))
        }
        let floats = (arena + conversion.offset).assumingMemoryBound(to: Float.self)
        kernel.run(sources, floats)
        Self.narrow(floats, output.count, conversion.type, to: target)
    }

    private static func widen(
        _ source: UnsafeMutableRawPointer,
        _ type: dnnl_data_type_t,
        _ count: Int,
        to floats: UnsafeMutablePointer<Float>
    ) {
        if type == dnnl_u8 {
            let bytes = source.assumingMemoryBound(to: UInt8.self)
            for index in 0..<count { floats[index] = Float(bytes[index]) }
        } else {
            let bits = source.assumingMemoryBound(to: UInt16.self)
            for index in 0..<count { floats[index] = BrainFloat.float(bits[index]) }
        }
    }

    private static func narrow(
        _ floats: UnsafeMutablePointer<Float>,
        _ count: Int,
        _ type: dnnl_data_type_t,
        to target: UnsafeMutableRawPointer
    ) {
        if type == dnnl_u8 {
            let bytes = target.assumingMemoryBound(to: UInt8.self)
            for index in 0..<count { bytes[index] = UInt8(floats[index]) }
        } else {
            let bits = target.assumingMemoryBound(to: UInt16.self)
            for index in 0..<count { bits[index] = BrainFloat.bits(floats[index]) }
        }
    }
}
