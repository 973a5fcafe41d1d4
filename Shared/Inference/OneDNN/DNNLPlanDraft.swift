import CDNNL
import Inference

/// A plan in the making: the calls so far and the memory that they refer to.
struct DNNLPlanDraft {
    /// Where an address comes from at run time.
    enum Place {
        case arena(offset: Int)
        case input(Int)
        case output(Int)
        case fixed(UnsafeMutableRawPointer)
    }

    struct Binding {
        let memory: DNNLMemory
        let place: Place
    }

    enum Call {
        case primitive(DNNLPrimitive, [dnnl_exec_arg_t])
        case kernel(DNNLKernelCall)
        case winograd(WinogradCall)
    }

    let program: Program
    let memory: MemoryPlan
    private(set) var calls: [Call] = []
    private(set) var bindings: [Binding] = []
    /// Keeps constants in memory as long as the plan refers to them.
    private(set) var buffers: [DNNLBuffer] = []
    /// What primitives and kernels need beyond the tensors.
    private(set) var scratchByteCount = 0
    private let precision: Precision
    private let engine: DNNLEngine
    /// The places of outputs that are floats in any precision.
    private let floatPlaces: [MemoryPlan.Place]

    init(
        _ program: Program,
        memory: MemoryPlan,
        precision: Precision,
        floatOutputs: Set<Int>,
        engine: DNNLEngine
    ) {
        self.program = program
        self.memory = memory
        self.precision = precision
        self.engine = engine
        floatPlaces = floatOutputs.map { .output($0) }
    }

    func type(_ precision: Precision) -> dnnl_data_type_t {
        precision == .bf16 ? dnnl_bf16 : dnnl_f32
    }

    /// The number format of a tensor: constants and logits are floats, bytes are bytes, all else has
    /// the executor's precision.
    func type(of tensor: Program.TensorID) -> dnnl_data_type_t {
        let place = memory.places[tensor]
        if program.tensors[tensor].quantization != nil { return dnnl_u8 }
        return place == .constant || floatPlaces.contains(place) ? dnnl_f32 : type(precision)
    }

    mutating func argument(
        _ number: CInt,
        _ tensor: Program.TensorID,
        _ layout: dnnl_memory_desc_t
    ) throws(DNNLFailure) -> dnnl_exec_arg_t {
        let memory = try DNNLMemory(layout, at: nil, engine)
        bindings.append(Binding(memory: memory, place: try place(of: tensor)))
        return dnnl_exec_arg_t(arg: number, memory: memory.handle)
    }

    mutating func argument(_ number: CInt, _ buffer: DNNLBuffer) -> dnnl_exec_arg_t {
        buffers.append(buffer)
        return dnnl_exec_arg_t(arg: number, memory: buffer.memory.handle)
    }

    mutating func add(_ primitive: DNNLPrimitive, _ arguments: [dnnl_exec_arg_t]) throws(DNNLFailure) {
        let layout = try primitive.layout(dnnl_query_scratchpad_md)
        let byteCount = DNNLLayout.byteCount(layout)
        guard byteCount > 0 else { return calls.append(.primitive(primitive, arguments)) }
        scratchByteCount = max(scratchByteCount, byteCount)
        let scratch = try DNNLMemory(layout, at: nil, engine)
        bindings.append(Binding(memory: scratch, place: .arena(offset: memory.arenaByteCount)))
        let argument = dnnl_exec_arg_t(arg: DNNLArgument.scratchpad, memory: scratch.handle)
        calls.append(.primitive(primitive, arguments + [argument]))
    }

    /// Adds a convolution by minimal filtering, of floats.
    mutating func add(_ kernel: WinogradKernel, _ step: ProgramStep) throws(DNNLFailure) {
        scratchByteCount = max(scratchByteCount, kernel.scratchByteCount)
        let call = WinogradCall(
            kernel: kernel,
            input: try place(of: step.inputs[0]),
            residual: step.inputs.count > 1 ? try place(of: step.inputs[1]) : nil,
            output: try place(of: step.output),
            scratch: memory.arenaByteCount
        )
        calls.append(.winograd(call))
    }

    /// Adds a kernel that computes on floats; operands of other formats are converted around it.
    mutating func addKernel(_ kernel: any PortableKernel, _ step: ProgramStep) throws(DNNLFailure) {
        var operands: [DNNLKernelCall.Operand] = []
        var scratch = memory.arenaByteCount
        for tensor in step.inputs + [step.output] {
            let count = program.tensors[tensor].elementCount
            var conversion: DNNLKernelCall.Conversion?
            let type = type(of: tensor)
            if type != dnnl_f32 {
                conversion = .init(offset: scratch, type: type)
                scratch += (count * MemoryLayout<Float>.size + 63) & ~63
            }
            operands.append(.init(place: try place(of: tensor), count: count, conversion: conversion))
        }
        scratchByteCount = max(scratchByteCount, scratch - memory.arenaByteCount)
        let output = operands.removeLast()
        calls.append(.kernel(DNNLKernelCall(kernel: kernel, inputs: operands, output: output)))
    }

    private mutating func place(of tensor: Program.TensorID) throws(DNNLFailure) -> Place {
        switch memory.places[tensor] {
        case .arena(let offset): return .arena(offset: offset)
        case .input(let index): return .input(index)
        case .output(let index): return .output(index)
        case .constant:
            guard case .constant(let constant) = program.tensors[program.root(tensor)].source else {
                throw DNNLFailure(call: "place of tensor \(program.tensors[tensor].name)", status: dnnl_runtime_error)
            }
            let buffer = try DNNLBuffer(try DNNLLayout.plain([constant.elementCount], dnnl_f32), engine)
            buffer.fill(constant.floats ?? [])
            buffers.append(buffer)
            return .fixed(buffer.base)
        }
    }
}
