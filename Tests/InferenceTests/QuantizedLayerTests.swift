import Testing

@testable import Inference
@testable import InferenceDNNL

/// Convolutions of bytes give what whole numbers give, on CPUs with and without instructions for them.
@Suite("Convolutions of bytes")
struct QuantizedLayerTests {
    @Test(
        "the library's bytes are those of the reference, or the next ones",
        arguments: QuantizedNetwork.Residual.allCases,
        UInt64(0)..<20
    )
    func agreement(residual: QuantizedNetwork.Residual, seed: UInt64) throws {
        DNNLBackend.prepareThread()
        let network = try QuantizedNetwork(residual, seed: seed)
        let expected = try network.outputs(PortableBuilder())
        let actual = try network.outputs(try DNNLBuilder(precision: .int8))
        for (a, b) in zip(actual, expected) {
            #expect(Difference.largest(a, b) <= 1.5 * network.quantum)
            let equal = zip(a, b).count { abs($0 - $1) < network.quantum / 2 }
            #expect(equal * 100 >= b.count * 97, "\(b.count - equal) of \(b.count) bytes are others")
        }
    }

    @Test("the reference is close to floats", arguments: QuantizedNetwork.Residual.allCases, UInt64(0)..<20)
    func closeness(residual: QuantizedNetwork.Residual, seed: UInt64) throws {
        let network = try QuantizedNetwork(residual, seed: seed)
        #expect(try !network.quantizedSteps().isEmpty)
        for (a, b) in zip(try network.outputs(PortableBuilder()), try network.floatOutputs()) {
            let range = (b.max() ?? 0) - (b.min() ?? 0)
            #expect(Difference.largest(a, b) <= 0.05 * range)
        }
    }

    @Test("a residual stays bytes where it is bytes, and only there")
    func residuals() throws {
        let steps = try QuantizedNetwork.Residual.allCases.map { try QuantizedNetwork($0, seed: 3).quantizedSteps() }
        let forms = steps.map { $0.contains { $0.residual != nil } }
        #expect(forms == [false, false, true, true])
    }

    @Test(
        "the largest bytes times the largest weights are summed without loss",
        arguments: TestBackend.allCases,
        [1, 3]
    )
    func saturation(backend: TestBackend, kernel: Int) throws {
        // Channel 0 adds, channel 1 subtracts, channel 2 takes turns.
        let (channels, size) = (32, 6)
        let taps = channels * kernel * kernel
        let signs: [(Int) -> Float] = [{ _ in 1 }, { _ in -1 }, { $0 % 4 < 2 ? 1 : -1 }]
        var writer = OnnxWriter()
        writer.input("x", [nil, channels, size, size])
        let weights = signs.flatMap { sign in (0..<taps).map(sign) }
        writer.weights("w", weights, [signs.count, channels, kernel, kernel])
        writer.node("Conv", ["x", "w"], "y", [("kernel_shape", .integers([kernel, kernel]))])
        writer.output("y")
        let graph = try writer.bytes.withUnsafeBytes { try Graph(onnx: $0) }
        let ranges = [ActivationRanges.Range(value: "x", minimum: 0, maximum: 1)]
        let input = [Float](repeating: 1, count: channels * size * size)
        DNNLBackend.prepareThread()
        let builder: any PlanBuilder =
            backend == .portable ? PortableBuilder() : try DNNLBuilder(precision: .int8)
        let output = try GraphRun.outputs(
            of: graph,
            shapes: [[1, channels, size, size]],
            inputs: [input],
            quantizer: Quantizer(ActivationRanges(source: "", samples: 1, rule: .largest, ranges: ranges)),
            builder
        )[0]
        let pixels = output.count / signs.count
        for (channel, sign) in signs.enumerated() {
            let sum = (0..<taps).map(sign).reduce(0, +)
            for pixel in 0..<pixels { #expect(abs(output[channel * pixels + pixel] - sum) < 1e-3) }
        }
    }

    @Test("two products of the largest numbers fit into 16 bits, and one step more would not")
    func limit() {
        let pair = 2 * 255 * Int(QuantizedFilter.limit)
        #expect(pair <= Int(Int16.max) && pair + 2 * 255 > Int(Int16.max))
    }

    @Test("whole random networks answer alike in bytes on both backends, and like in floats", arguments: UInt64(0)..<30)
    func networks(seed: UInt64) throws {
        let network = RandomNetwork(seed: seed)
        let model = try network.writer.model()
        DNNLBackend.prepareThread()
        let samples = network.samples(8, seed: seed)
        let stored = samples.flatMap { StorageOrder.store($0, shape: [1] + network.inputShape) }
        let ranges = try RangeCalibration.ranges(
            of: model,
            samples: Activations(
                shape: Array(StorageOrder.stored([1] + network.inputShape).dropFirst()),
                numbers: stored
            ),
            rule: .largest,
            source: "",
            probe: GraphProbe(model.graph, inputShape: model.inputShape) { PortableBuilder() }
        )
        let builders: [any PlanBuilder] = [PortableBuilder(), try DNNLBuilder(precision: .int8)]
        let results = try builders.map { builder in
            let quantizer = Quantizer(ranges)
            let executor = try ExecutorDraft(
                model,
                precision: .int8,
                maxBatch: 4,
                givesFeatures: false,
                quantizer: quantizer,
                builder: builder
            ).complete()
            return try executor.logits(try executor.staged(floats: samples), batch: 4)
        }
        let floats = try PortableBackend().prepare(model, precision: .f32, maxBatch: 4)
        let expected = try floats.logits(try floats.staged(floats: samples), batch: 4)
        for exit in expected.indices {
            let all = [results[0], results[1], expected].map { $0[exit].flatMap { $0 } }
            let range = (all[2].max() ?? 0) - (all[2].min() ?? 0)
            #expect(Difference.largest(all[0], all[1]) <= 0.03 * range)
            #expect(Difference.largest(all[0], all[2]) <= 0.15 * range)
        }
    }
}
