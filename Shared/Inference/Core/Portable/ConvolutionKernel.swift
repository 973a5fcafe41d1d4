/// A direct convolution: four output pixels times eight output channels at a time stay in registers.
struct ConvolutionKernel: PortableKernel {
    private typealias Vector = SIMD8<Float>

    private let step: ConvolutionStep
    private let packed: PackedConvolution
    private let bias: [Float]
    private let inputsPerGroup: Int
    private let outputsPerGroup: Int

    init(_ step: ConvolutionStep, packed: PackedConvolution) {
        self.step = step
        self.packed = packed
        bias = step.bias?.floats ?? []
        inputsPerGroup = step.inputChannels / step.groups
        outputsPerGroup = step.outputChannels / step.groups
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        let residual = step.addsResidual ? inputs[1] : nil
        for sample in 0..<step.batch {
            let picture = inputs[0] + sample * step.rows.input * step.columns.input * step.inputChannels
            for row in 0..<step.rows.output {
                for column in stride(from: 0, to: step.columns.output, by: 4) {
                    let pixel = (sample * step.rows.output + row) * step.columns.output + column
                    computePixels(picture, row, column, pixel, output, residual)
                }
            }
        }
    }

    /// Up to four pixels of one row, all channels.
    private func computePixels(
        _ picture: UnsafePointer<Float>,
        _ row: Int,
        _ column: Int,
        _ pixel: Int,
        _ output: UnsafeMutablePointer<Float>,
        _ residual: UnsafePointer<Float>?
    ) {
        let count = min(4, step.columns.output - column)
        for group in 0..<step.groups {
            let channels = picture + group * inputsPerGroup
            for block in 0..<packed.blocksPerGroup {
                let index = group * packed.blocksPerGroup + block
                guard let weights = packed.vectors.baseAddress.map({ $0 + index * packed.vectorsPerBlock }) else {
                    continue
                }
                let first = group * outputsPerGroup + block * 8
                let lanes = min(8, outputsPerGroup - block * 8)
                let sums = accumulate(channels, weights, row, column, start: biasVector(first, lanes))
                finish(sums.0, at: (pixel * step.outputChannels) + first, lanes, output, residual)
                if count > 1 { finish(sums.1, at: (pixel + 1) * step.outputChannels + first, lanes, output, residual) }
                if count > 2 { finish(sums.2, at: (pixel + 2) * step.outputChannels + first, lanes, output, residual) }
                if count > 3 { finish(sums.3, at: (pixel + 3) * step.outputChannels + first, lanes, output, residual) }
            }
        }
    }

    @inline(__always)
    private func accumulate(
        _ picture: UnsafePointer<Float>,
        _ weights: UnsafePointer<Vector>,
        _ row: Int,
        _ column: Int,
        start: Vector
    ) -> (Vector, Vector, Vector, Vector) {
        var (a, b, c, d) = (start, start, start, start)
        var tap = weights
        for kernelRow in 0..<step.rows.kernel {
            let y = row * step.rows.stride - step.rows.before + kernelRow * step.rows.dilation
            guard y >= 0, y < step.rows.input else {
                tap += step.columns.kernel * inputsPerGroup
                continue
            }
            let line = picture + y * step.columns.input * step.inputChannels
            for kernelColumn in 0..<step.columns.kernel {
                let x = column * step.columns.stride - step.columns.before + kernelColumn * step.columns.dilation
                let next = step.columns.stride
                let limit = step.columns.input
                let source = line + x * step.inputChannels
                let distance = next * step.inputChannels
                if x >= 0, x + 3 * next < limit {
                    for channel in 0..<inputsPerGroup {
                        let weight = tap[channel]
                        a += weight * source[channel]
                        b += weight * source[channel + distance]
                        c += weight * source[channel + 2 * distance]
                        d += weight * source[channel + 3 * distance]
                    }
                } else {
                    if x >= 0, x < limit { add(source, tap, to: &a) }
                    if x + next >= 0, x + next < limit { add(source + distance, tap, to: &b) }
                    if x + 2 * next >= 0, x + 2 * next < limit { add(source + 2 * distance, tap, to: &c) }
                    if x + 3 * next >= 0, x + 3 * next < limit { add(source + 3 * distance, tap, to: &d) }
                }
                tap += inputsPerGroup
            }
        }
        return (a, b, c, d)
    }

    @inline(__always)
    private func add(_ source: UnsafePointer<Float>, _ weights: UnsafePointer<Vector>, to sum: inout Vector) {
        for channel in 0..<inputsPerGroup { sum += weights[channel] * source[channel] }
    }

    private func biasVector(_ first: Int, _ lanes: Int) -> Vector {
        guard !bias.isEmpty else { return .zero }
        var vector = Vector.zero
        for lane in 0..<lanes { vector[lane] = bias[first + lane] }
        return vector
    }

    @inline(__always)
    private func finish(
        _ sum: Vector,
        at index: Int,
        _ lanes: Int,
        _ output: UnsafeMutablePointer<Float>,
        _ residual: UnsafePointer<Float>?
    ) {
        for lane in 0..<lanes {
            var value = sum[lane]
            if let residual { value += residual[index + lane] }
            if let activation = step.activation { value = activation(value) }
            output[index + lane] = value
        }
    }
}
