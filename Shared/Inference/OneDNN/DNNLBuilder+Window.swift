import CDNNL
import Inference

extension DNNLBuilder {
    func addConvolution(
        _ step: ConvolutionStep,
        _ programStep: ProgramStep,
        sumsInPlace: Bool,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let number = draft.type(precision)
        let source = try DNNLLayout.picture(
            [step.batch, step.inputChannels, step.rows.input, step.columns.input],
            draft.type(of: programStep.inputs[0])
        )
        let target = try DNNLLayout.picture(
            [step.batch, step.outputChannels, step.rows.output, step.columns.output],
            draft.type(of: programStep.output)
        )
        let shape = Self.weightShape(step)
        let bias = try step.bias.map { bias throws(DNNLFailure) in try DNNLLayout.plain(bias.shape, dnnl_f32) }
        let isSummand = step.addsResidual && !sumsInPlace
        let attributes = try DNNLAttributes(
            sumsInPlace: sumsInPlace,
            summand: isSummand ? target : nil,
            activation: step.activation
        )
        var operation = try Self.description(
            step,
            source: source,
            weights: try DNNLLayout.any(shape, number),
            bias: bias,
            target: target
        )
        let primitive = try DNNLPrimitive(&operation, attributes, stream.engine)
        var arguments = [
            try draft.argument(DNNLArgument.source, programStep.inputs[0], source),
            try draft.argument(DNNLArgument.target, programStep.output, target),
        ]
        let layout = try primitive.layout(dnnl_query_weights_md)
        arguments.append(draft.argument(DNNLArgument.weights, try weights.buffer(step.weights, as: shape, in: layout)))
        if let given = step.bias, let bias {
            arguments.append(draft.argument(DNNLArgument.bias, try weights.buffer(given, as: given.shape, in: bias)))
        }
        if isSummand { arguments.append(try draft.argument(DNNLArgument.firstSummand, programStep.inputs[1], target)) }
        try draft.add(primitive, arguments)
    }

    static func weightShape(_ step: ConvolutionStep) -> [Int] {
        let kernel = [step.rows.kernel, step.columns.kernel]
        guard step.groups > 1 else { return [step.outputChannels, step.inputChannels] + kernel }
        return [step.groups, step.outputChannels / step.groups, step.inputChannels / step.groups] + kernel
    }

    static func description(
        _ step: ConvolutionStep,
        source: dnnl_memory_desc_t,
        weights: dnnl_memory_desc_t,
        bias: dnnl_memory_desc_t?,
        target: dnnl_memory_desc_t
    ) throws(DNNLFailure) -> dnnl_convolution_desc_t {
        var operation = dnnl_convolution_desc_t()
        var (source, weights, bias, target) = (source, weights, bias ?? dnnl_memory_desc_t(), target)
        try check(
            dnnl_dilated_convolution_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                dnnl_convolution_direct,
                &source,
                &weights,
                &bias,
                &target,
                [Int64(step.rows.stride), Int64(step.columns.stride)],
                [Int64(step.rows.dilation - 1), Int64(step.columns.dilation - 1)],
                [Int64(step.rows.before), Int64(step.columns.before)],
                [Int64(step.rows.after), Int64(step.columns.after)]
            ),
            "convolution"
        )
        return operation
    }

    func addWinograd(
        _ step: ConvolutionStep,
        _ programStep: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let transformed = try weights.buffer(step.weights, form: "winograd") { () throws(DNNLFailure) in
            try WinogradKernel.transformed(step, stream.engine)
        }
        let bias = try step.bias.map { bias throws(DNNLFailure) in
            try weights.buffer(bias, as: bias.shape, in: try DNNLLayout.plain(bias.shape, dnnl_f32))
        }
        try draft.add(WinogradKernel(step, weights: transformed, bias: bias), programStep)
    }

    func addPool(
        _ step: PoolStep,
        _ programStep: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        var source = try DNNLLayout.picture(
            [step.batch, step.channels, step.rows.input, step.columns.input],
            draft.type(of: programStep.inputs[0])
        )
        var target = try DNNLLayout.picture(
            [step.batch, step.channels, step.rows.output, step.columns.output],
            draft.type(of: programStep.output)
        )
        var operation = dnnl_pooling_desc_t()
        try check(
            dnnl_pooling_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                DNNLPool.kind(step.function),
                &source,
                &target,
                [Int64(step.rows.stride), Int64(step.columns.stride)],
                [Int64(step.rows.kernel), Int64(step.columns.kernel)],
                [Int64(step.rows.before), Int64(step.columns.before)],
                [Int64(DNNLPool.after(step.rows)), Int64(DNNLPool.after(step.columns))]
            ),
            "pool"
        )
        try draft.add(
            try DNNLPrimitive(&operation, try DNNLAttributes(), stream.engine),
            [
                try draft.argument(DNNLArgument.source, programStep.inputs[0], source),
                try draft.argument(DNNLArgument.target, programStep.output, target),
            ]
        )
    }
}
