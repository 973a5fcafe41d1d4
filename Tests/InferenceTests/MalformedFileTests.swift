import Foundation
import Testing

@testable import Inference

/// A file from anywhere either loads or is refused with a reason.
@Suite("Malformed files are refused by name")
struct MalformedFileTests {
    private static func convolution(_ attributes: [(String, OnnxWriter.Attribute)] = []) -> OnnxWriter {
        var writer = OnnxWriter()
        writer.input("x", [nil, 1, 6, 6])
        writer.weights("w", [Float](repeating: 0.1, count: 18), [2, 1, 3, 3])
        writer.node("Conv", ["x", "w"], "features", attributes)
        writer.node("GlobalAveragePool", ["features"], "mean")
        writer.node("Flatten", ["mean"], "logits")
        writer.output("logits")
        return writer
    }

    private func refusal(_ writer: OnnxWriter) -> ModelError? {
        do {
            _ = try writer.model()
            return nil
        } catch {
            return error as? ModelError
        }
    }

    @Test("the sample file itself is fine")
    func valid() {
        #expect(refusal(Self.convolution()) == nil)
    }

    @Test("every truncation of a valid file is refused")
    func truncation() {
        let bytes = Self.convolution().bytes
        for length in 0..<bytes.count {
            #expect(throws: ModelError.self, "\(length) of \(bytes.count) bytes") {
                try bytes[..<length].withUnsafeBytes { try StagedModel(bytes: $0, name: "x") }
            }
        }
    }

    @Test("an unknown operator is named with its node")
    func unknownOperator() {
        var writer = Self.convolution()
        writer.node("LSTM", ["x"], "memory")
        #expect(refusal(writer) == .unsupportedOperator(node: "memory", operator: "LSTM"))
    }

    @Test("an attribute that would change the result is named with its node and value")
    func unknownAttribute() {
        let error = refusal(Self.convolution([("sparsity", .integer(2))]))
        #expect(error == .unsupportedAttribute(node: "features", attribute: "sparsity", value: "2"))
    }

    @Test(
        "sizes outside what a window may have are refused",
        arguments: [("strides", [0, 1]), ("strides", [1]), ("dilations", [1 << 40, 1]), ("pads", [-1, 0, 0, 0])]
    )
    func windowSizes(name: String, list: [Int]) {
        let kernel: (String, OnnxWriter.Attribute) = ("kernel_shape", .integers([3, 3]))
        let error = refusal(Self.convolution([kernel, (name, .integers(list))]))
        #expect(error == .unsupportedAttribute(node: "features", attribute: name, value: "\(list)"))
    }

    @Test("weights that do not fit are refused with both shapes")
    func weightShape() throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 3, 6, 6])
        writer.weights("w", [Float](repeating: 0, count: 18), [2, 1, 3, 3])
        writer.node("Conv", ["x", "w"], "y")
        writer.output("y")
        let error = try #require(refusal(writer))
        #expect("\(error)".contains("node 'y'"))
        #expect("\(error)".contains("[2, 1, 3, 3]"))
    }

    @Test("numbers kept in another file are refused")
    func externalData() throws {
        var writer = Self.convolution()
        let location = OnnxWriter.message(13, OnnxWriter.text(1, "location") + OnnxWriter.text(2, "weights.bin"))
        let tensor = OnnxWriter.text(8, "far") + OnnxWriter.number(1, 4) + OnnxWriter.number(2, 1) + location
        writer.rawField(OnnxWriter.message(5, tensor))
        let error = try #require(refusal(writer))
        #expect("\(error)".contains("'far' keeps its numbers in another file"))
    }

    @Test("a shape whose product overflows is refused")
    func overflow() throws {
        var writer = Self.convolution()
        let sizes = [Int](repeating: 1 << 32, count: 4).flatMap { OnnxWriter.number(1, $0) }
        writer.rawField(OnnxWriter.message(5, OnnxWriter.text(8, "big") + sizes + OnnxWriter.number(2, 1)))
        let error = try #require(refusal(writer))
        guard case .tooLarge = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test("a cycle, a missing value and a value made twice are refused")
    func graphErrors() {
        var cycle = OnnxWriter()
        cycle.input("x", [nil, 4])
        cycle.node("Add", ["x", "b"], "a")
        cycle.node("Relu", ["a"], "b")
        cycle.output("b")
        #expect(refusal(cycle) == .invalidGraph(reason: "the nodes form a cycle"))
        var missing = OnnxWriter()
        missing.input("x", [nil, 4])
        missing.node("Add", ["x", "nowhere"], "a")
        missing.output("a")
        #expect(refusal(missing) == .invalidNode(node: "a", reason: "input 'nowhere' is made by no node"))
        var twice = OnnxWriter()
        twice.input("x", [nil, 4])
        twice.node("Relu", ["x"], "a")
        twice.node("Relu", ["x"], "a")
        twice.output("a")
        #expect(refusal(twice) == .invalidNode(node: "a", reason: "value 'a' is made twice"))
    }

    @Test("a network that mixes the samples of a batch is refused")
    func mixing() throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 4])
        writer.node("Softmax", ["x"], "y", [("axis", .integer(0))])
        writer.output("y")
        let error = try #require(refusal(writer))
        #expect("\(error)".contains("mixes the samples"))
    }

    @Test("a missing or oversized file is refused with the path")
    func files() {
        #expect(throws: ModelError.unreadable(path: "/nonexistent.onnx", reason: "No such file or directory")) {
            try StagedModel(onnx: "/nonexistent.onnx")
        }
        #expect(throws: ModelError.unreadable(path: "/tmp", reason: "not a regular file")) {
            try StagedModel(onnx: "/tmp")
        }
    }
}
