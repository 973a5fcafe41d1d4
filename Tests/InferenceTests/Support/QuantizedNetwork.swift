import Kernel

@testable import Inference

/// A random convolution that reads bytes and makes bytes, and a way to read them off.
///
/// A last convolution of 1×1 with the identity as its weights gives the numbers that the bytes stand for.
struct QuantizedNetwork {
    enum Residual: CaseIterable {
        case none
        /// The network's input, in floats.
        case floats
        /// Bytes that nobody needs afterwards.
        case lastBytes
        /// Bytes that are read again later.
        case sharedBytes
    }

    let graph: Graph
    let shape: [Int]
    let input: [Float]
    let ranges: ActivationRanges
    /// The distance between the numbers of neighboring bytes of the result.
    let quantum: Float

    init(_ residual: Residual, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let keepsShape = residual != .none
        let channels = [1, 3, 8, 16, 25, 32].randomElement(using: &random) ?? 1
        let isDepthwise = Int.random(in: 0..<5, using: &random) == 0
        let outputs = keepsShape || isDepthwise ? channels : [5, 8, 24, 40].randomElement(using: &random) ?? 8
        let kernel = [1, 3, 3, 5].randomElement(using: &random) ?? 3
        let isSigned = kernel == 1 && residual == .none && Bool.random(using: &random)
        let (rows, columns) = (Int.random(in: 5...11, using: &random), Int.random(in: 5...11, using: &random))
        shape = [Int.random(in: 1...3, using: &random), channels, rows, columns]
        input = random.floats(shape.reduce(1, *), scale: 3).map { isSigned ? $0 : abs($0) }
        var writer = OnnxWriter()
        writer.input("x", [nil, channels, rows, columns])
        var source = "x"
        if residual == .lastBytes || residual == .sharedBytes {
            Self.convolve(&writer, "x", "c0", [channels, channels, kernel, kernel], &random)
            writer.node("Relu", ["c0"], "y0")
            source = "y0"
        }
        let shape = [outputs, isDepthwise ? 1 : channels, kernel, kernel]
        let stride = keepsShape ? 1 : Int.random(in: 1...2, using: &random)
        Self.convolve(&writer, source, "c", shape, stride: stride, groups: isDepthwise ? channels : 1, &random)
        if residual != .none { writer.node("Add", ["c", source], "sum") }
        let function = ["Relu", "Relu", "HardSwish", "Tanh", nil].randomElement(using: &random) ?? nil
        if let function { writer.node(function, [residual == .none ? "c" : "sum"], "y") }
        let result = function != nil ? "y" : residual == .none ? "c" : "sum"
        Self.identity(&writer, result, "out", outputs)
        writer.output("out")
        if residual == .sharedBytes {
            Self.identity(&writer, "y0", "again", channels)
            writer.output("again")
        }
        graph = try writer.bytes.withUnsafeBytes { try Graph(onnx: $0) }
        ranges = try Self.ranges(graph, self.shape, input)
        let own = ranges.ranges.first { $0.value == result }
        quantum = Quantization(minimum: own?.minimum ?? 0, maximum: own?.maximum ?? 0).scale
    }

    private static func convolve(
        _ writer: inout OnnxWriter,
        _ input: String,
        _ output: String,
        _ shape: [Int],
        stride: Int = 1,
        groups: Int = 1,
        _ random: inout SeededGenerator
    ) {
        let scale = 1.5 / Float(shape[1] * shape[2] * shape[3]).squareRoot()
        writer.weights("\(output).w", random.floats(shape.reduce(1, *), scale: scale), shape)
        writer.weights("\(output).b", random.floats(shape[0], scale: 0.3), [shape[0]])
        let pad = shape[2] / 2
        writer.node(
            "Conv",
            [input, "\(output).w", "\(output).b"],
            output,
            [
                ("kernel_shape", .integers([shape[2], shape[2]])), ("strides", .integers([stride, stride])),
                ("pads", .integers([pad, pad, pad, pad])), ("group", .integer(groups)),
            ]
        )
    }

    private static func identity(_ writer: inout OnnxWriter, _ input: String, _ output: String, _ channels: Int) {
        let weights = (0..<channels * channels).map { $0 % (channels + 1) == 0 ? Float(1) : 0 }
        writer.weights("\(output).w", weights, [channels, channels, 1, 1])
        writer.node("Conv", [input, "\(output).w"], output, [("kernel_shape", .integers([1, 1]))])
    }

    /// Of every convolution's input, the network's own among them.
    private static func ranges(_ graph: Graph, _ shape: [Int], _ input: [Float]) throws -> ActivationRanges {
        let probe = GraphProbe(graph, inputShape: Array(shape.dropFirst())) { PortableBuilder() }
        let known = Activations(
            shape: Array(StorageOrder.stored(shape).dropFirst()),
            numbers: StorageOrder.store(input, shape: shape)
        )
        let first = ActivationRanges.Range(
            value: "x",
            minimum: min(0, input.min() ?? 0),
            maximum: max(0, input.max() ?? 0)
        )
        let others = try RangeCalibration.values(in: graph).map { value in
            var histogram = ValueHistogram()
            histogram.add(try probe.compute(value, from: [graph.inputs[0].value: known]).numbers)
            let (minimum, maximum) = histogram.range(.largest)
            return ActivationRanges.Range(value: graph.names[value], minimum: minimum, maximum: maximum)
        }
        return ActivationRanges(source: "", samples: shape[0], rule: .largest, ranges: [first] + others)
    }

    func outputs(_ builder: any PlanBuilder) throws -> [[Float]] {
        try GraphRun.outputs(of: graph, shapes: [shape], inputs: [input], quantizer: Quantizer(ranges), builder)
    }

    func floatOutputs() throws -> [[Float]] {
        try GraphRun.outputs(of: graph, shapes: [shape], inputs: [input], PortableBuilder())
    }

    /// The steps that compute in bytes, as built for the given batch.
    func quantizedSteps() throws -> [QuantizedConvolutionStep] {
        let program = try ProgramBuilder.program(
            try ShapedGraph(graph, inputShapes: [shape]),
            nodes: Array(graph.nodes.indices),
            inputs: graph.inputs.map(\.value),
            stored: [],
            rowMajor: graph.outputs,
            derived: DerivedConstants()
        )
        return Quantizer(ranges).quantized(program).steps.compactMap { step in
            if case .quantizedConvolution(let convolution) = step.kind { convolution } else { nil }
        }
    }
}
