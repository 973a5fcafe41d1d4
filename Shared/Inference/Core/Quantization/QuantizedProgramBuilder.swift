/// Writes a program anew with some of its convolutions on bytes, and conversions where bytes and floats meet.
///
/// What a convolution of bytes makes is bytes if another one reads it, else floats. A value in both forms is converted
/// once, when the second form is first read.
struct QuantizedProgramBuilder {
    /// A convolution that becomes one of bytes.
    struct Conversion {
        let layer: ConvolutionStep
        let source: Quantization
        let filter: QuantizedFilter
    }

    private struct Form: Hashable {
        let tensor: Program.TensorID
        let quantization: Quantization
    }

    private let old: Program
    private let conversions: [Int: Conversion]
    /// How the convolutions that read a tensor want it.
    private let wanted: [Program.TensorID: Quantization]
    private var new = Program()
    /// New tensors by the old ones that they hold.
    private var floats: [Program.TensorID: Program.TensorID] = [:]
    private var bytes: [Form: Program.TensorID] = [:]

    /// - Parameters:
    ///   - program: In floats.
    ///   - conversions: By the convolution's place among the steps.
    /// - Returns: A program with the same inputs and outputs.
    static func program(_ program: Program, _ conversions: [Int: Conversion]) -> Program {
        guard !conversions.isEmpty else { return program }
        var builder = QuantizedProgramBuilder(program, conversions)
        for input in program.inputs { builder.new.inputs.append(builder.floats(of: input)) }
        for index in program.steps.indices { builder.convert(index) }
        for output in program.outputs { builder.new.outputs.append(builder.floats(of: output)) }
        return builder.new
    }

    private init(_ program: Program, _ conversions: [Int: Conversion]) {
        old = program
        self.conversions = conversions
        wanted = Dictionary(
            conversions.sorted { $0.key < $1.key }.map { (program.steps[$0.key].inputs[0], $0.value.source) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private mutating func convert(_ index: Int) {
        let step = old.steps[index]
        guard let conversion = conversions[index] else {
            let inputs = step.inputs.map { floats(of: $0) }
            floats[step.output] = add(step.name, step.kind, inputs, like: step.output, nil)
            return
        }
        let target = wanted[step.output]
        var inputs = [bytes(of: step.inputs[0], conversion.source)]
        let residual = step.inputs.count > 1 ? self.residual(step.inputs[1], isForBytes: target != nil) : nil
        if let residual { inputs.append(residual.tensor) }
        let quantized = QuantizedConvolutionStep(
            layer: conversion.layer,
            filter: conversion.filter,
            residual: residual?.quantization,
            target: target
        )
        let output = add(step.name, .quantizedConvolution(quantized), inputs, like: step.output, target)
        if let target {
            bytes[Form(tensor: step.output, quantization: target)] = output
        } else {
            floats[step.output] = output
        }
    }

    /// A residual as floats if it is there as floats, else as the bytes that it is, if bytes can be summed.
    private mutating func residual(
        _ tensor: Program.TensorID,
        isForBytes: Bool
    ) -> (tensor: Program.TensorID, quantization: Quantization?) {
        if isForBytes, floats[tensor] == nil, let quantization = wanted[tensor], quantization.zero == 0,
            let known = bytes[Form(tensor: tensor, quantization: quantization)]
        {
            return (known, quantization)
        }
        return (floats(of: tensor), nil)
    }

    private mutating func floats(of tensor: Program.TensorID) -> Program.TensorID {
        if let known = floats[tensor] { return known }
        let original = old.tensors[tensor]
        let found: Program.TensorID
        switch original.source {
        case .input, .constant: found = add(original.name, original.shape, original.source, nil)
        case .view(let base): found = add(original.name, original.shape, .view(floats(of: base)), nil)
        case .step:
            guard let quantization = wanted[tensor],
                let bytes = bytes[Form(tensor: tensor, quantization: quantization)]
            else { preconditionFailure("a program makes a tensor before it is read") }
            found = add(original.name, .dequantize(quantization), [bytes], like: tensor, nil)
        }
        floats[tensor] = found
        return found
    }

    private mutating func bytes(of tensor: Program.TensorID, _ quantization: Quantization) -> Program.TensorID {
        let form = Form(tensor: tensor, quantization: quantization)
        if let known = bytes[form] { return known }
        let source = floats(of: tensor)
        let made = add(old.tensors[tensor].name, .quantize(quantization), [source], like: tensor, quantization)
        bytes[form] = made
        return made
    }

    private mutating func add(
        _ name: String,
        _ kind: ProgramStep.Kind,
        _ inputs: [Program.TensorID],
        like tensor: Program.TensorID,
        _ quantization: Quantization?
    ) -> Program.TensorID {
        let output = add(old.tensors[tensor].name, old.tensors[tensor].shape, .step, quantization)
        new.steps.append(ProgramStep(name: name, kind: kind, inputs: inputs, output: output))
        return output
    }

    private mutating func add(
        _ name: String,
        _ shape: [Int],
        _ source: ProgramTensor.Source,
        _ quantization: Quantization?
    ) -> Program.TensorID {
        new.tensors.append(ProgramTensor(name: name, shape: shape, source: source, quantization: quantization))
        return new.tensors.count - 1
    }
}
