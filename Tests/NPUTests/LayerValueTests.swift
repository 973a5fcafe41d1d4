@testable import Inference
import NPU
import Testing

@Suite("Values of whole layers on the modeled machine")
struct LayerValueTests {
    @Test("of a convolution are those of the CPU kernel", arguments: UInt64(0)..<60)
    func convolutionIsTheKernels(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let window = RandomWindow(seed: seed)
        let shape = ProductShape(
            groups: window.groups,
            rows: window.pixels,
            inner: window.inputsPerGroup * window.taps,
            columns: window.outputsPerGroup
        )
        let mapping = Mapping(
            rows: 1,
            inner: window.batch,
            stacking: random.mapping.stacking,
            pads: random.mapping.pads
        )
        guard ProductPlan(shape, mapping, on: random.device) != nil else { return }
        let picture = random.wholeNumbers(window.inputCount, seed: seed)
        let weights = random.wholeNumbers(shape.weightWords, seed: seed + 1)
        let machine = ReferenceProduct(
            shape: shape,
            mapping: mapping,
            device: random.device,
            activations: Self.lowered(picture, window),
            weights: Self.ordered(weights, window)
        )
        let outputs = machine.run().outputs
        let kernel = Self.convolution(picture, weights, window)
        for place in outputs.indices {
            let (channel, above) = (place % shape.columns, place / shape.columns)
            let (pixel, rest) = (above % shape.rows, above / shape.rows)
            let (group, sample) = (rest % shape.groups, rest / shape.groups)
            let index = (sample * shape.rows + pixel) * window.outputChannels + group * shape.columns + channel
            #expect(outputs[place] == kernel[index], "seed \(seed), sample \(sample), pixel \(pixel)")
        }
    }

    @Test("of a pool are those of the CPU kernel", arguments: UInt64(0)..<40, [true, false])
    func poolIsTheKernels(seed: UInt64, isMaximum: Bool) throws {
        let random = try RandomCase(seed: seed)
        let window = RandomWindow(seed: seed)
        let channels = window.inputChannels
        let picture = random.wholeNumbers(window.inputCount, seed: seed)
        let shape = VectorShape(
            outputs: window.pixels * channels,
            inputs: window.inputCount / window.batch,
            operations: window.taps
        )
        var outputs = [Float](repeating: isMaximum ? -.infinity : 0, count: shape.outputs * window.batch)
        _ = ReferenceVector.run(shape, batch: window.batch, on: random.device) { output, tap in
            let (sample, pixel) = (output / shape.outputs, output % shape.outputs / channels)
            if window.source(pixel: pixel, tap: tap) != nil {
                let channel = output % channels
                let value = window.value(picture, sample: sample, pixel: pixel, tap: tap, channel: channel)
                outputs[output] = isMaximum ? max(outputs[output], value) : outputs[output] + value
            }
            if !isMaximum, tap == window.taps - 1 { outputs[output] *= 1 / Float(window.taps) }
        }
        let step = PoolStep(
            function: isMaximum ? .maximum : .average(countsPadding: true),
            batch: window.batch,
            channels: channels,
            rows: window.rows,
            columns: window.columns
        )
        #expect(outputs == Self.run(PoolKernel(step), [picture], count: outputs.count))
    }

    @Test("of a residual sum are those of the CPU kernel", arguments: UInt64(0)..<20)
    func sumIsTheKernels(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let (batch, words) = (random.mapping.batch, random.vector.outputs)
        let (left, right) = (random.wholeNumbers(batch * words, seed: 1), random.wholeNumbers(batch * words, seed: 2))
        var outputs = [Float](repeating: .nan, count: batch * words)
        let layer = LayerShape.elementWise("sum", words: words, operands: 2)
        guard case .vector(let shape) = layer.work else { return }
        _ = ReferenceVector.run(shape, batch: batch, on: random.device) { output, _ in
            outputs[output] = left[output] + right[output]
        }
        let size = [batch, words]
        let kernel = BinaryKernel(.add, nil, shapes: [size, size], output: size)
        #expect(outputs == Self.run(kernel, [left, right], count: outputs.count))
    }

    /// Every sample's and group's windows as rows.
    private static func lowered(_ picture: [Float], _ window: RandomWindow) -> [Float] {
        var rows: [Float] = []
        for sample in 0..<window.batch {
            for group in 0..<window.groups {
                for pixel in 0..<window.pixels {
                    for input in 0..<window.inputsPerGroup {
                        let channel = group * window.inputsPerGroup + input
                        rows += (0..<window.taps).map {
                            window.value(picture, sample: sample, pixel: pixel, tap: $0, channel: channel)
                        }
                    }
                }
            }
        }
        return rows
    }

    /// From output by output to group by group, along P, then along C.
    private static func ordered(_ weights: [Float], _ window: RandomWindow) -> [Float] {
        let inner = window.inputsPerGroup * window.taps
        return (0..<window.groups).flatMap { group in
            (0..<inner).flatMap { place in
                (0..<window.outputsPerGroup).map { weights[(group * window.outputsPerGroup + $0) * inner + place] }
            }
        }
    }

    private static func convolution(_ picture: [Float], _ weights: [Float], _ window: RandomWindow) -> [Float] {
        let size = [window.outputChannels, window.inputsPerGroup, window.rows.kernel, window.columns.kernel]
        let step = ConvolutionStep(
            batch: window.batch,
            inputChannels: window.inputChannels,
            outputChannels: window.outputChannels,
            groups: window.groups,
            rows: window.rows,
            columns: window.columns,
            weights: Constant(shape: size, elements: .floats(weights)),
            bias: nil,
            addsResidual: false,
            activation: nil
        )
        let kernel = ConvolutionKernel(step, packed: PackedConvolution(step))
        return run(kernel, [picture], count: window.batch * window.pixels * window.outputChannels)
    }

    private static func run(_ kernel: some PortableKernel, _ inputs: [[Float]], count: Int) -> [Float] {
        let sources = inputs.map { values in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
            _ = buffer.initialize(from: values)
            return buffer
        }
        defer { sources.forEach { $0.deallocate() } }
        var output = [Float](repeating: .nan, count: count)
        output.withUnsafeMutableBufferPointer { output in
            guard let target = output.baseAddress else { return }
            kernel.run(sources.compactMap { $0.baseAddress.map { UnsafePointer($0) } }, target)
        }
        return output
    }
}
