package import Inference
package import NPU

extension NetworkShape {
    /// The layers of a model as the Inference target runs it: one for every step of its programs.
    ///
    /// Activations are computed on the way to the output memory and cost nothing; a residual that a convolution adds
    /// is a layer of the vector unit. Steps that only move or rename data are left out.
    ///
    /// - Throws: ``ModelError``.
    package init(_ model: StagedModel) throws(ModelError) {
        let shaped = try model.shaped(batch: 1)
        let derived = DerivedConstants()
        var stages: [Stage] = []
        for (index, description) in model.stages.enumerated() {
            let program = try model.program(stage: index, shaped, derived: derived)
            var layers: [LayerShape] = []
            for step in program.steps { layers += Self.layers(of: step, in: program) }
            if layers.isEmpty { layers = [.elementWise(description.name, words: 1, operands: 1)] }
            let carried = description.carried.reduce(0) { $0 + $1.elementCount }
            stages.append(Stage(name: description.name, layers: layers, carriedWords: carried))
        }
        self.init(name: model.manifest.name, inputWords: model.inputShape.reduce(1, *), stages: stages)
    }

    private static func layers(of convolution: ConvolutionStep, name: String, outputs: Int) -> [LayerShape] {
        let product = ProductShape(
            groups: convolution.groups,
            rows: convolution.rows.output * convolution.columns.output,
            inner: convolution.inputChannels / convolution.groups * convolution.rows.kernel
                * convolution.columns.kernel,
            columns: convolution.outputChannels / convolution.groups
        )
        let layer = LayerShape(name: name, work: .product(product))
        guard convolution.addsResidual else { return [layer] }
        return [layer, .elementWise("\(name)+", words: outputs, operands: 2)]
    }

    private static func layers(of step: ProgramStep, in program: Program) -> [LayerShape] {
        let outputs = program.tensors[step.output].elementCount
        let inputs = step.inputs.reduce(0) { $0 + program.tensors[$1].elementCount }
        func vector(_ operations: Int) -> LayerShape {
            let shape = VectorShape(outputs: outputs, inputs: max(1, inputs), operations: operations)
            return LayerShape(name: step.name, work: .vector(shape))
        }
        switch step.kind {
        case .convolution(let convolution):
            return layers(of: convolution, name: step.name, outputs: outputs)
        case .quantizedConvolution(let convolution):
            return layers(of: convolution.layer, name: step.name, outputs: outputs)
        case .innerProduct(let product):
            return [.fullyConnected(step.name, inputs: product.inner, outputs: product.outer, rows: product.rows)]
        case .matrixProduct:
            let shape = program.tensors[step.output].shape
            let inner = program.tensors[step.inputs[0]].shape.last ?? 1
            let columns = shape.last ?? 1
            let rows = shape.dropLast().last ?? 1
            let groups = max(1, outputs / (rows * columns))
            let product = ProductShape(groups: groups, rows: rows, inner: inner, columns: columns)
            return [LayerShape(name: step.name, work: .product(product))]
        case .pool(let pool): return [vector(pool.rows.kernel * pool.columns.kernel)]
        case .reduce: return [vector(max(1, inputs / outputs))]
        case .binary, .unary, .softmax, .quantize, .dequantize: return [vector(1)]
        case .concat, .permute, .copy: return []
        }
    }
}
