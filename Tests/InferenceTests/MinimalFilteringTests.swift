import Kernel
import Testing

@testable import Inference
@testable import InferenceDNNL

/// The hand-written convolution on vectors of 8 and of 16 numbers gives what the portable kernel gives.
@Suite("Minimal filtering")
struct MinimalFilteringTests {
    /// Channels that fill vectors of 16, alone, in pairs and in fours, and channels that only fill vectors of 8.
    static let channels = [(16, 16), (32, 48), (48, 64), (64, 112), (128, 128), (16, 24), (24, 40), (40, 16)]

    @Test("equals the direct way, with and without a residual", arguments: channels, [false, true])
    func agreement(channels: (inputs: Int, outputs: Int), hasResidual: Bool) throws {
        var random = SeededGenerator(seed: UInt64(channels.inputs * 1_000 + channels.outputs))
        let layer = Layer(inputs: channels.inputs, outputs: channels.outputs, hasResidual: hasResidual, &random)
        // Tiles that stick out of the picture, and more of them than are transformed together.
        for (batch, rows, columns) in [(1, 7, 7), (1, 14, 14), (3, 5, 9), (13, 4, 8)] {
            let samples = (0..<batch).map { _ in layer.sample(rows, columns, &random) }
            let expected = try layer.outputs(samples, rows, columns, PortableBuilder())
            let actual = try layer.outputs(samples, rows, columns, try DNNLBuilder(precision: .f32))
            #expect(Difference.largest(actual, expected) < 1e-4)
        }
    }

    @Test("a sample's numbers are the same bits in every batch", arguments: channels)
    func batches(channels: (inputs: Int, outputs: Int)) throws {
        var random = SeededGenerator(seed: 5)
        let layer = Layer(inputs: channels.inputs, outputs: channels.outputs, hasResidual: false, &random)
        let samples = (0..<9).map { _ in layer.sample(7, 7, &random) }
        let together = try layer.outputs(samples, 7, 7, try DNNLBuilder(precision: .f32))
        let alone = try samples.flatMap { try layer.outputs([$0], 7, 7, try DNNLBuilder(precision: .f32)) }
        #expect(together == alone)
    }

    @Test("what is no number stays none", arguments: [16, 24])
    func notANumber(channels: Int) throws {
        var random = SeededGenerator(seed: 6)
        let layer = Layer(inputs: channels, outputs: channels, hasResidual: false, &random)
        var sample = layer.sample(8, 8, &random)
        sample.picture[0] = .nan
        let output = try layer.outputs([sample], 8, 8, try DNNLBuilder(precision: .f32))
        #expect(output[0].isNaN)
        #expect(output.contains { !$0.isNaN })
    }
}

extension MinimalFilteringTests {
    /// A padded 3×3 convolution, then a sum if there is a residual, then ReLU.
    struct Layer {
        struct Sample {
            var picture: [Float]
            var residual: [Float]
        }

        let inputs: Int
        let outputs: Int
        let hasResidual: Bool
        private let weights: [Float]
        private let bias: [Float]

        init(inputs: Int, outputs: Int, hasResidual: Bool, _ random: inout SeededGenerator) {
            (self.inputs, self.outputs, self.hasResidual) = (inputs, outputs, hasResidual)
            weights = random.floats(outputs * inputs * 9, scale: 1 / Float(inputs * 9).squareRoot())
            bias = random.floats(outputs, scale: 0.3)
        }

        func sample(_ rows: Int, _ columns: Int, _ random: inout SeededGenerator) -> Sample {
            Sample(
                picture: random.floats(inputs * rows * columns),
                residual: hasResidual ? random.floats(outputs * rows * columns) : []
            )
        }

        func outputs(
            _ samples: [Sample],
            _ rows: Int,
            _ columns: Int,
            _ builder: any PlanBuilder
        ) throws -> [Float] {
            var (shapes, tensors) = ([[samples.count, inputs, rows, columns]], [samples.flatMap(\.picture)])
            if hasResidual {
                shapes.append([samples.count, outputs, rows, columns])
                tensors.append(samples.flatMap(\.residual))
            }
            let results = try GraphRun.outputs(of: try graph(rows, columns), shapes: shapes, inputs: tensors, builder)
            return results[0]
        }

        private func graph(_ rows: Int, _ columns: Int) throws -> Graph {
            var writer = OnnxWriter()
            writer.input("x", [nil, inputs, rows, columns])
            writer.weights("w", weights, [outputs, inputs, 3, 3])
            writer.weights("b", bias, [outputs])
            writer.node(
                "Conv",
                ["x", "w", "b"],
                "c",
                [("kernel_shape", .integers([3, 3])), ("pads", .integers([1, 1, 1, 1]))]
            )
            if hasResidual {
                writer.input("r", [nil, outputs, rows, columns])
                writer.node("Add", ["c", "r"], "sum")
            }
            writer.node("Relu", [hasResidual ? "sum" : "c"], "y")
            writer.output("y")
            return try writer.bytes.withUnsafeBytes { try Graph(onnx: $0) }
        }
    }
}
