extension Program {
    /// Multiplications and additions in convolutions and matrix products, for the whole batch.
    package var operationCount: Int {
        steps.reduce(0) { sum, step in
            switch step.kind {
            case .convolution(let convolution): sum + convolution.operationCount
            case .quantizedConvolution(let convolution): sum + convolution.layer.operationCount
            case .innerProduct(let product): sum + product.operationCount
            case .matrixProduct:
                sum + 2 * tensors[step.output].elementCount * (tensors[step.inputs[0]].shape.last ?? 0)
            case .pool, .unary, .binary, .concat, .softmax, .reduce, .permute, .copy, .quantize, .dequantize: sum
            }
        }
    }
}
