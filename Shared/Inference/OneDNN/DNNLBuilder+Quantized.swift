import CDNNL
import Inference

extension DNNLBuilder {
    func addConvolution(
        _ step: QuantizedConvolutionStep,
        _ programStep: ProgramStep,
        sumsInPlace: Bool,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let layer = step.layer
        let source = try Self.source(of: layer)
        let target = try Self.target(of: layer, draft.type(of: programStep.output))
        let shape = Self.weightShape(layer)
        let offsets = try DNNLLayout.plain([layer.outputChannels], dnnl_f32)
        // A sum of bytes is only known in place.
        let sums = sumsInPlace || step.residual != nil
        let summand = layer.addsResidual && !sums ? try Self.target(of: layer, dnnl_f32) : nil
        var operation = try Self.description(
            layer,
            source: source,
            weights: try DNNLLayout.any(shape, dnnl_s8),
            bias: offsets,
            target: target
        )
        let attributes = try Self.attributes(of: step, sums: sums, summand: summand)
        let primitive = try DNNLPrimitive(&operation, attributes, stream.engine)
        guard !primitive.implementation.hasPrefix("ref") else {
            throw DNNLFailure(call: "convolution of bytes", status: dnnl_unimplemented)
        }
        if sums, !sumsInPlace { try addCopy(programStep.inputs[1], to: programStep.output, target, &draft) }
        let layout = try primitive.layout(dnnl_query_weights_md)
        var arguments = [
            try draft.argument(DNNLArgument.source, programStep.inputs[0], source),
            try draft.argument(DNNLArgument.target, programStep.output, target),
            draft.argument(DNNLArgument.weights, try weights.buffer(step.filter, as: shape, in: layout)),
            draft.argument(DNNLArgument.bias, try weights.offsets(step.filter, in: offsets)),
        ]
        if let summand {
            arguments.append(try draft.argument(DNNLArgument.firstSummand, programStep.inputs[1], summand))
        }
        try draft.add(primitive, arguments)
    }

    /// Turns floats into bytes or bytes into floats.
    func addConversion(
        factor: Float,
        _ step: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let count = [draft.program.tensors[step.output].elementCount]
        let source = try DNNLLayout.plain(count, draft.type(of: step.inputs[0]))
        let target = try DNNLLayout.plain(count, draft.type(of: step.output))
        try draft.add(
            try DNNLPrimitive(from: source, to: target, factor: factor, stream.engine),
            [
                try draft.argument(DNNLArgument.source, step.inputs[0], source),
                try draft.argument(DNNLArgument.target, step.output, target),
            ]
        )
    }

    private func addCopy(
        _ source: Program.TensorID,
        to target: Program.TensorID,
        _ layout: dnnl_memory_desc_t,
        _ draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        try draft.add(
            try DNNLPrimitive(from: layout, to: layout, stream.engine),
            [
                try draft.argument(DNNLArgument.source, source, layout),
                try draft.argument(DNNLArgument.target, target, layout),
            ]
        )
    }

    /// From the sum of products to what is stored: a number, the residual, the activation, and the byte for it.
    private static func attributes(
        of step: QuantizedConvolutionStep,
        sums: Bool,
        summand: dnnl_memory_desc_t?
    ) throws(DNNLFailure) -> DNNLAttributes {
        var operations: [DNNLAttributes.Operation] = []
        if sums { operations.append(.sum(step.residual?.scale ?? 1)) }
        if let summand { operations.append(.add(summand)) }
        let factor = step.target.map { 1 / $0.scale } ?? 1
        let zero = Float(step.target?.zero ?? 0)
        if let activation = step.layer.activation {
            let function = try DNNLAttributes.function(activation)
            operations.append(.function(function, factor: factor))
            if zero != 0 { operations.append(.function(.line(factor: 1, offset: zero), factor: 1)) }
        } else if step.target != nil {
            operations.append(.function(.line(factor: factor, offset: zero), factor: 1))
        }
        return try DNNLAttributes(scales: step.filter.scales, operations)
    }

    private static func source(of layer: ConvolutionStep) throws(DNNLFailure) -> dnnl_memory_desc_t {
        try DNNLLayout.picture([layer.batch, layer.inputChannels, layer.rows.input, layer.columns.input], dnnl_u8)
    }

    private static func target(
        of layer: ConvolutionStep,
        _ type: dnnl_data_type_t
    ) throws(DNNLFailure) -> dnnl_memory_desc_t {
        try DNNLLayout.picture([layer.batch, layer.outputChannels, layer.rows.output, layer.columns.output], type)
    }
}
