// Layers as networks name them.
extension LayerShape {
    /// A convolution.
    ///
    /// - Parameters:
    ///   - name: Unique in its network.
    ///   - input: Of one sample.
    ///   - output: Of one sample.
    ///   - taps: Kernel height times width.
    ///   - groups: Divides both channel counts; as many as channels is a depthwise convolution.
    /// - Returns: The layer.
    package static func convolution(
        _ name: String,
        from input: PictureShape,
        to output: PictureShape,
        taps: Int,
        groups: Int = 1
    ) -> LayerShape {
        precondition(input.channels % groups == 0 && output.channels % groups == 0, "groups divide channels")
        let product = ProductShape(
            groups: groups,
            rows: output.height * output.width,
            inner: taps * input.channels / groups,
            columns: output.channels / groups
        )
        return LayerShape(name: name, work: .product(product))
    }

    /// A product of one vector, or of several rows, with a matrix of weights.
    package static func fullyConnected(_ name: String, inputs: Int, outputs: Int, rows: Int = 1) -> LayerShape {
        LayerShape(name: name, work: .product(ProductShape(rows: rows, inner: inputs, columns: outputs)))
    }

    /// A pool with so many taps per output.
    package static func pool(
        _ name: String,
        from input: PictureShape,
        to output: PictureShape,
        taps: Int
    ) -> LayerShape {
        let vector = VectorShape(outputs: output.words, inputs: input.words, operations: taps)
        return LayerShape(name: name, work: .vector(vector))
    }

    /// A function of one or more tensors of equal size, such as a residual sum of two.
    package static func elementWise(_ name: String, words: Int, operands: Int) -> LayerShape {
        let vector = VectorShape(outputs: words, inputs: words * operands, operations: max(1, operands - 1))
        return LayerShape(name: name, work: .vector(vector))
    }
}
