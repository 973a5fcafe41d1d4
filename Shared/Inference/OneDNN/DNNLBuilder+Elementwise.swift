import CDNNL
import Inference

extension DNNLBuilder {
    func addProduct(
        _ step: InnerProductStep,
        _ programStep: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        var source = try DNNLLayout.plain([step.rows, step.inner], draft.type(of: programStep.inputs[0]))
        var matrix = try DNNLLayout.any([step.outer, step.inner], draft.type(precision))
        var bias = step.bias == nil ? dnnl_memory_desc_t() : try DNNLLayout.plain([step.outer], dnnl_f32)
        var target = try DNNLLayout.plain([step.rows, step.outer], draft.type(of: programStep.output))
        var operation = dnnl_inner_product_desc_t()
        try check(
            dnnl_inner_product_forward_desc_init(
                &operation,
                dnnl_forward_inference,
                &source,
                &matrix,
                &bias,
                &target
            ),
            "product"
        )
        let attributes = try DNNLAttributes(activation: step.activation)
        let primitive = try DNNLPrimitive(&operation, attributes, stream.engine)
        let layout = try primitive.layout(dnnl_query_weights_md)
        let shape = [step.outer, step.inner]
        var arguments = [
            try draft.argument(DNNLArgument.source, programStep.inputs[0], source),
            try draft.argument(DNNLArgument.target, programStep.output, target),
            draft.argument(DNNLArgument.weights, try weights.buffer(step.weights, as: shape, in: layout)),
        ]
        if let given = step.bias {
            let buffer = try weights.buffer(given, as: [step.outer], in: bias)
            arguments.append(draft.argument(DNNLArgument.bias, buffer))
        }
        try draft.add(primitive, arguments)
    }

    func addUnary(
        _ function: DNNLFunction,
        _ step: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let count = [draft.program.tensors[step.output].elementCount]
        var layout = try DNNLLayout.plain(count, draft.type(of: step.inputs[0]))
        guard draft.type(of: step.inputs[0]) == draft.type(of: step.output) else {
            throw DNNLFailure(call: "elementwise function of mixed formats", status: dnnl_unimplemented)
        }
        var operation = dnnl_eltwise_desc_t()
        let (kind, alpha, beta) = (function.kind, function.alpha, function.beta)
        try check(
            dnnl_eltwise_forward_desc_init(&operation, dnnl_forward_inference, kind, &layout, alpha, beta),
            "elementwise function"
        )
        try draft.add(
            try DNNLPrimitive(&operation, try DNNLAttributes(), stream.engine),
            [
                try draft.argument(DNNLArgument.source, step.inputs[0], layout),
                try draft.argument(DNNLArgument.target, step.output, layout),
            ]
        )
    }

    func addBinary(
        _ kind: dnnl_alg_kind_t,
        _ activation: UnaryFunction?,
        _ step: ProgramStep,
        to draft: inout DNNLPlanDraft
    ) throws(DNNLFailure) {
        let count = [draft.program.tensors[step.output].elementCount]
        var left = try DNNLLayout.plain(count, draft.type(of: step.inputs[0]))
        var right = try DNNLLayout.plain(count, draft.type(of: step.inputs[1]))
        var target = try DNNLLayout.plain(count, draft.type(of: step.output))
        var operation = dnnl_binary_desc_t()
        try check(dnnl_binary_desc_init(&operation, kind, &left, &right, &target), "binary function")
        try draft.add(
            try DNNLPrimitive(&operation, try DNNLAttributes(activation: activation), stream.engine),
            [
                try draft.argument(DNNLArgument.source, step.inputs[0], left),
                try draft.argument(DNNLArgument.secondSource, step.inputs[1], right),
                try draft.argument(DNNLArgument.target, step.output, target),
            ]
        )
    }
}
