import Kernel
import Testing

@testable import Inference

/// What exporters write besides plain layers.
@Suite("Exporters' habits are understood")
struct ImportTests {
    @Test("shape arithmetic behind a convolution folds, for every batch size", arguments: TestBackend.allCases)
    func shapeTail(_ backend: TestBackend) throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 3, 4, 5])
        writer.weights("w", (0..<12).map { Float($0) / 6 - 1 }, [4, 3, 1, 1])
        writer.node("Conv", ["x", "w"], "features")
        // As other exporters flatten: [shape(x)[0], -1].
        writer.node("Shape", ["features"], "shape")
        writer.integers("zero", [0])
        writer.integers("one", [1])
        writer.integers("rest", [-1])
        writer.node("Slice", ["shape", "zero", "one", "zero"], "batch")
        writer.node("Cast", ["batch"], "batch32", [("to", .integer(6))])
        writer.node("Cast", ["batch32"], "batch64", [("to", .integer(7))])
        writer.node("Concat", ["batch64", "rest"], "target", [("axis", .integer(0))])
        writer.node("Reshape", ["features", "target"], "flat")
        writer.weights("g", (0..<160).map { Float($0 % 7) - 3 }, [2, 80])
        writer.node("Gemm", ["flat", "g"], "logits", [("transB", .integer(1))])
        writer.output("logits")
        try expectGemmAfterPicture(writer, backend)
    }

    @Test("a product follows a flattened picture in the file's order", arguments: TestBackend.allCases)
    func flattenedPicture(_ backend: TestBackend) throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 3, 4, 5])
        writer.weights("w", (0..<12).map { Float($0) / 6 - 1 }, [4, 3, 1, 1])
        writer.node("Conv", ["x", "w"], "features")
        writer.node("Flatten", ["features"], "flat")
        writer.weights("g", (0..<160).map { Float($0 % 7) - 3 }, [2, 80])
        writer.node("Gemm", ["flat", "g"], "logits", [("transB", .integer(1))])
        writer.output("logits")
        try expectGemmAfterPicture(writer, backend)
    }

    /// Computes the same by plain loops over the file's order.
    private func expectGemmAfterPicture(_ writer: OnnxWriter, _ backend: TestBackend) throws {
        var random = SeededGenerator(seed: 5)
        let samples = (0..<3).map { _ in random.floats(60) }
        let executor = try backend.backend.prepare(try writer.model(), precision: .f32, maxBatch: 3)
        let logits = try executor.logits(try executor.staged(floats: samples), batch: 3)[0]
        for (sample, actual) in zip(samples, logits) {
            var features: [Float] = []
            for output in 0..<4 {
                for pixel in 0..<20 {
                    var sum: Float = 0
                    for channel in 0..<3 { sum += sample[channel * 20 + pixel] * (Float(output * 3 + channel) / 6 - 1) }
                    features.append(sum)
                }
            }
            var expected: [Float] = [0, 0]
            for row in 0..<2 {
                for column in 0..<80 { expected[row] += features[column] * Float((row * 80 + column) % 7 - 3) }
            }
            let difference = Difference.first(actual, expected, absolute: 1e-4, relative: 1e-5)
            #expect(difference == nil, "\(difference ?? "")")
        }
    }

    @Test("batch normalization disappears into the convolution before it")
    func normalization() throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 1, 2, 2])
        writer.weights("w", [2], [1, 1, 1, 1])
        for (name, value) in [("scale", Float(3)), ("shift", 1), ("mean", 0.5), ("variance", 4)] {
            writer.weights(name, [value], [1])
        }
        writer.node("Conv", ["x", "w"], "c")
        let epsilon: (String, OnnxWriter.Attribute) = ("epsilon", .float(0))
        writer.node("BatchNormalization", ["c", "scale", "shift", "mean", "variance"], "y", [epsilon])
        writer.output("y")
        let model = try writer.model()
        #expect(model.graph.nodes.count == 1)
        let executor = try PortableBackend().prepare(model, precision: .f32, maxBatch: 1)
        let logits = try executor.logits(try executor.staged(floats: [[1, 0, -1, 2]]), batch: 1)
        // 3 · (2x − 0.5) / 2 + 1
        #expect(logits[0][0] == [3.25, 0.25, -2.75, 6.25])
    }

    @Test("identities on weights and dropout leave no trace")
    func identities() throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 2])
        writer.weights("w0", [1, 2, 3, 4], [2, 2])
        writer.node("Identity", ["w0"], "w")
        writer.node("Dropout", ["x"], "kept", [])
        writer.node("MatMul", ["kept", "w"], "y")
        writer.output("y")
        let model = try writer.model()
        #expect(model.graph.nodes.map(\.operation) == [.matrixProduct])
    }

    @Test("a residual convolution, its addition and its activation are one step")
    func fusion() throws {
        let model = try ServedModel.fashion.load()
        let program = try model.program(stage: 1, try model.shaped(batch: 1), derived: DerivedConstants())
        let convolutions = program.steps.filter { if case .convolution = $0.kind { true } else { false } }
        #expect(convolutions.count == 3)
        let others = program.steps.count { if case .unary = $0.kind { true } else { false } }
        #expect(others == 0)
        #expect(!program.steps.contains { if case .binary = $0.kind { true } else { false } })
    }
}
