import Synchronization
import Testing

@testable import Inference
@testable import InferenceDNNL

/// A raised flag ends a run between two layers.
@Suite("Runs stop between layers")
struct StopTests {
    /// Counts its calls, and raises the flag at one of them.
    private struct Probe: PortableKernel {
        let calls: Counter
        let flag: StopFlag?

        func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
            calls.add()
            flag?.raise()
            output.pointee = inputs[0].pointee
        }
    }

    private final class Counter: Sendable {
        private let value = Atomic(0)

        func add() { value.add(1, ordering: .relaxed) }

        var count: Int { value.load(ordering: .relaxed) }
    }

    @Test("no layer runs after the one during which the flag was raised")
    func betweenLayers() throws {
        var writer = OnnxWriter()
        writer.input("x", [1])
        for layer in 0..<4 { writer.node("Relu", [layer == 0 ? "x" : "y\(layer - 1)"], "y\(layer)") }
        writer.output("y3")
        let graph = try writer.bytes.withUnsafeBytes { try Graph(onnx: $0) }
        let program = try ProgramBuilder.program(
            try ShapedGraph(graph, inputShapes: [[1]]),
            nodes: [0, 1, 2, 3],
            inputs: [graph.inputs[0].value],
            stored: [],
            rowMajor: graph.outputs,
            derived: DerivedConstants()
        )
        let (counter, flag) = (Counter(), StopFlag())
        let kernels = (0..<4).map { Probe(calls: counter, flag: $0 == 1 ? flag : nil) }
        let plan = PortablePlan(program, memory: MemoryPlan(program) { _ in 4 }, kernels: kernels)
        let (input, output, arena) = (FloatMemory([1]), FloatMemory(count: 1), FloatMemory(count: plan.arenaByteCount))
        #expect(throws: InferenceError.stopped) {
            try plan.run(
                inputs: [UnsafeRawPointer(input.base)],
                outputs: [UnsafeMutableRawPointer(output.base)],
                arena: UnsafeMutableRawPointer(arena.base),
                stop: flag
            )
        }
        #expect(counter.count == 2)
    }

    @Test("a stopped run leaves its samples as they were", arguments: TestBackend.allCases)
    func samplesSurvive(_ backend: TestBackend) throws {
        let network = RandomNetwork(seed: 3)
        let executor = try backend.backend.prepare(try network.writer.model(), precision: .f32, maxBatch: 2)
        let samples = try executor.staged(floats: network.samples(2, seed: 1))
        let expected = try executor.run(stage: 0, samples, stop: StopFlag()).samples.map(\.logits)
        let raised = StopFlag()
        raised.raise()
        #expect(throws: InferenceError.stopped) { try executor.run(stage: 0, samples, stop: raised) }
        #expect(try executor.run(stage: 0, samples, stop: StopFlag()).samples.map(\.logits) == expected)
    }
}
