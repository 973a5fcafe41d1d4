import CDNNL
import Inference

/// Makes plans of oneDNN primitives that share weights and a stream.
final class DNNLBuilder: PlanBuilder {
    let precision: Precision
    let stream: DNNLStream
    let weights: DNNLWeights
    private let portable = PortableBuilder()

    init(precision: Precision) throws(ModelError) {
        self.precision = precision
        do throws(DNNLFailure) {
            guard let engine = DNNLEngine.shared else {
                throw DNNLFailure(call: "engine", status: dnnl_runtime_error)
            }
            stream = try DNNLStream(engine)
            weights = DNNLWeights(stream)
        } catch {
            throw .backend(node: "", reason: error.reason)
        }
    }

    var weightBytes: Int { weights.byteCount + portable.weightBytes }

    func plan(_ program: Program, floatOutputs: Set<Int>) throws(ModelError) -> any StagePlan {
        let memory = MemoryPlan(program) {
            let tensor = program.tensors[$0]
            return tensor.elementCount * (tensor.quantization == nil ? precision.byteCount : 1)
        }
        var draft = DNNLPlanDraft(
            program,
            memory: memory,
            precision: precision,
            floatOutputs: floatOutputs,
            engine: stream.engine
        )
        for index in program.steps.indices {
            let step = program.steps[index]
            do throws(DNNLFailure) {
                guard try !addPrimitive(step, sumsInPlace: memory.sumsInPlace[index], to: &draft) else { continue }
                try draft.addKernel(portable.kernel(step, program), step)
            } catch {
                throw .backend(node: step.name, reason: error.reason)
            }
        }
        return DNNLPlan(draft, stream: stream)
    }

    /// Returns whether the library has a kernel for the step.
    private func addPrimitive(
        _ step: ProgramStep,
        sumsInPlace: Bool,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) -> Bool {
        guard draft.program.tensors[step.output].elementCount > 0 else { return false }
        let saved = draft
        do throws(DNNLFailure) {
            return try lower(step, sumsInPlace: sumsInPlace, to: &draft)
        } catch  where error.status == dnnl_unimplemented || error.status == dnnl_invalid_arguments {
            // The portable kernel computes what the library declines, such as a window that lies in padding entirely.
            draft = saved
            return false
        }
    }

    private func lower(
        _ step: ProgramStep,
        sumsInPlace: Bool,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) -> Bool {
        switch step.kind {
        case .convolution(let convolution)
        where precision != .bf16 && WinogradKernel.isAvailable && WinogradKernel.suits(convolution):
            try addWinograd(convolution, step, to: &draft)
        case .convolution(let convolution):
            try addConvolution(convolution, step, sumsInPlace: sumsInPlace, to: &draft)
        case .quantizedConvolution(let convolution):
            try addConvolution(convolution, step, sumsInPlace: sumsInPlace, to: &draft)
        case .quantize(let quantization):
            guard quantization.zero == 0 else { return false }
            try addConversion(factor: 1 / quantization.scale, step, to: &draft)
        case .dequantize(let quantization):
            guard quantization.zero == 0 else { return false }
            try addConversion(factor: quantization.scale, step, to: &draft)
        case .innerProduct(let product): try addProduct(product, step, to: &draft)
        case .pool(let pool):
            guard DNNLPool.supports(pool) else { return false }
            try addPool(pool, step, to: &draft)
        case .unary(let function):
            guard let function = DNNLFunction(function) else { return false }
            try addUnary(function, step, to: &draft)
        case .binary(let function, let activation):
            let shapes = step.inputs.map { draft.program.tensors[$0].shape }
            guard shapes[0] == shapes[1], let kind = Self.kind(function) else { return false }
            try addBinary(kind, activation, step, to: &draft)
        case .matrixProduct, .concat, .softmax, .reduce, .permute, .copy: return false
        }
        return true
    }

    private static func kind(_ function: BinaryFunction) -> dnnl_alg_kind_t? {
        switch function {
        case .add: dnnl_binary_add
        case .subtract: dnnl_binary_sub
        case .multiply: dnnl_binary_mul
        case .divide: dnnl_binary_div
        case .maximum: dnnl_binary_max
        case .minimum: dnnl_binary_min
        case .power: nil
        }
    }
}
