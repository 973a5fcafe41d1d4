/// What a node computes, with its attributes checked; the definitions are those of ONNX.
package enum Operation: Equatable, Sendable {
    /// Inputs: activation, weights [out, in / groups, height, width], optional bias.
    case convolution(Window, groups: Int)
    case pool(PoolFunction, Window, roundsUp: Bool)
    case globalPool(PoolFunction)
    /// Inputs: activation, scale, shift, mean, variance.
    case batchNormalization(epsilon: Float)
    case unary(UnaryFunction)
    /// Bounds come as constant second and third inputs, each optional.
    case clip
    case binary(BinaryFunction)
    case concat(axis: Int)
    /// `flattens` is the meaning before operator set 13: one softmax over all dimensions from the axis on.
    case softmax(axis: Int, flattens: Bool)
    /// Nil axes come as a constant second input; without that, all are reduced, or none if `ignoresEmptyAxes`.
    case reduce(Reduction, axes: [Int]?, keepsDimensions: Bool, ignoresEmptyAxes: Bool)
    case flatten(axis: Int)
    /// The shape is the constant second input.
    case reshape(allowsZero: Bool)
    /// Nil axes come as a constant second input; without that, every dimension of size 1 goes.
    case squeeze(axes: [Int]?)
    case unsqueeze(axes: [Int]?)
    /// Nil reverses the dimensions.
    case transpose([Int]?)
    /// Inputs: two matrices and an optional third that is added.
    case gemm(Gemm)
    case matrixProduct
    case identity
    /// The operators from here on compute shapes; they must fold away once the input's shape is known.
    case shape(start: Int, end: Int?)
    case cast(toFloat: Bool)
    case gather(axis: Int)
    /// Nil starts and ends come as constant inputs, followed by axes and steps.
    case slice(SliceBounds?)
    case constantOfShape(Constant.Elements)
}
