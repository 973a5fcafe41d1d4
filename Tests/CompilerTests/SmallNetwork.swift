@testable import Inference
@testable import ModelCompiler

/// A residual network of two exits for pictures of 8 × 8, with weights drawn from a seed.
struct SmallNetwork {
    static let classes = 3
    static let side = 8
    static let channels = 8

    private var graph = Graph()
    private var state: UInt64

    /// The middle layers' outputs: the two convolutions of the residual block.
    private(set) var inner: (first: Graph.ValueID, second: Graph.ValueID) = (0, 0)

    init(seed: UInt64 = 1) {
        state = seed
        build()
    }

    func model() throws -> StagedModel {
        let exits = ["exit0", "exit1"].map { ModelExit(name: $0) }
        let manifest = ModelManifest(
            name: "small",
            version: "1",
            family: "small",
            input: ModelInput(name: "x", shape: [1, Self.side, Self.side], mean: [0.5], std: [0.25], scale: 1 / 255),
            classes: (0..<Self.classes).map(String.init),
            exits: exits
        )
        return try StagedModel(graph: graph, manifest: manifest)
    }

    /// Pictures of noise, a different one for each number.
    static func pictures(_ count: Int, seed: UInt64 = 9) -> [ArraySlice<UInt8>] {
        var noise = SmallNetwork(seed: seed)
        return (0..<count).map { _ in ArraySlice((0..<side * side).map { _ in UInt8(truncatingIfNeeded: noise.next()) })
        }
    }

    private mutating func build() {
        let input = graph.addValue("x")
        graph.inputs = [GraphInput(value: input, name: "x", shape: [nil, 1, Self.side, Self.side])]
        let stem = relu(convolution(input, 1, Self.channels, stride: 1))
        let first = convolution(stem, Self.channels, 12, stride: 2)
        let shortcut = convolution(stem, Self.channels, Self.channels, stride: 2, kernel: 1)
        let second = convolution(relu(first), 12, Self.channels, stride: 1)
        inner = (first, second)
        let exit0 = exit(stem, "exit0")
        let sum = node(.binary(.add), [second, shortcut], "sum")
        graph.outputs = [exit0, exit(relu(sum), "exit1")]
    }

    private mutating func convolution(
        _ input: Graph.ValueID,
        _ inputs: Int,
        _ outputs: Int,
        stride: Int,
        kernel: Int = 3
    ) -> Graph.ValueID {
        let pad = kernel / 2
        let window = Window(
            kernel: [kernel, kernel],
            strides: [stride, stride],
            dilations: [1, 1],
            padding: .explicit([pad, pad, pad, pad])
        )
        let weights = constant([outputs, inputs, kernel, kernel], "w")
        let bias = constant([outputs], "b")
        return node(.convolution(window, groups: 1), [input, weights, bias], "c\(graph.names.count)")
    }

    private mutating func relu(_ input: Graph.ValueID) -> Graph.ValueID {
        node(.unary(.relu), [input], "r\(graph.names.count)")
    }

    private mutating func exit(_ input: Graph.ValueID, _ name: String) -> Graph.ValueID {
        let pooled = node(.globalPool(.average(countsPadding: false)), [input], "p\(graph.names.count)")
        let flat = node(.flatten(axis: 1), [pooled], "f\(graph.names.count)")
        let gemm = Gemm(productScale: 1, sumScale: 1, transposesA: false, transposesB: true)
        let weights = constant([Self.classes, Self.channels], "w")
        return node(.gemm(gemm), [flat, weights, constant([Self.classes], "b")], name)
    }

    private mutating func node(_ operation: Operation, _ inputs: [Graph.ValueID], _ name: String) -> Graph.ValueID {
        let output = graph.addValue(name)
        graph.nodes.append(GraphNode(name: name, operation: operation, inputs: inputs, output: output))
        return output
    }

    private mutating func constant(_ shape: [Int], _ name: String) -> Graph.ValueID {
        let fan = Float(max(1, shape.dropFirst().reduce(1, *)))
        let numbers = (0..<shape.reduce(1, *)).map { _ in
            (Float(next() >> 40) / Float(1 << 24) - 0.5) * 3 / fan.squareRoot()
        }
        return graph.addConstant("\(name)\(graph.names.count)", Constant(numbers, shape: shape))
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension StagedModel {
    /// The scores of every exit, by exit and then by picture.
    func logits(_ pictures: [ArraySlice<UInt8>]) throws -> [[[Float]]] { try SampleRunner(self).logits(pictures) }

    /// The largest difference of any score.
    func difference(to graph: Graph, on pictures: [ArraySlice<UInt8>]) throws -> Float {
        let other = try StagedModel(graph: graph, manifest: manifest).logits(pictures)
        let pairs = zip(try logits(pictures).joined().joined(), other.joined().joined())
        return pairs.map { abs($0 - $1) }.max() ?? .infinity
    }

    func teacher(_ pictures: [ArraySlice<UInt8>]) throws -> Teacher {
        try Teacher(self, samples: SampleRunner.normalized(pictures, for: manifest.input))
    }
}
