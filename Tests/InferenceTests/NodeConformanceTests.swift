import Testing

@testable import Inference

/// Holds each operator against ONNX's own tests.
@Suite("Operators compute what ONNX defines")
struct NodeConformanceTests {
    /// Tests of supported operators that use a variant which this engine refuses at load.
    static let refused: Set<String> = [
        "test_averagepool_3d_default", "test_maxpool_3d_default",
    ]

    @Test("every test of a supported operator passes", arguments: TestBackend.allCases)
    func conformance(_ backend: TestBackend) throws {
        var passed = 0
        var operators: Set<String> = []
        for test in NodeTestCase.all {
            let graph: Graph
            do {
                graph = try test.graph(suppliedInputs: 1)
                _ = try ShapedGraph(graph, inputShapes: graph.inputs.map { $0.shape.map { $0 ?? 1 } })
            } catch {
                print("REFUSED", test.name, error)
                continue
            }
            let results = try test.results(graph, try backend.builder())
            for (actual, expected) in zip(results, test.expected) {
                let difference = Difference.first(actual, expected, absolute: 1e-5, relative: 1e-4)
                #expect(difference == nil, "\(test.name): \(difference ?? "")")
            }
            passed += 1
            operators.formUnion(test.operators)
        }
        print("PASSED", passed, operators.sorted())
        #expect(passed >= 130, "is Debian's libonnx-testdata installed at \(NodeTestCase.root)?")
    }
}
