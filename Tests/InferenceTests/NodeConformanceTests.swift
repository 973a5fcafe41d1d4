import Testing

@testable import Inference

/// Holds each operator against ONNX's own tests.
@Suite("Operators compute what ONNX defines")
struct NodeConformanceTests {
    /// Tests of supported operators whose variant this engine refuses at load, and why.
    static let refused: [String: String] = [
        "test_averagepool_3d_default": "three spatial dimensions",
        "test_maxpool_3d_default": "three spatial dimensions",
        "test_batchnorm_epsilon_training_mode": "training",
        "test_batchnorm_example_training_mode": "training",
        "test_training_dropout": "training",
        "test_training_dropout_default": "training",
        "test_training_dropout_default_mask": "training",
        "test_training_dropout_mask": "training",
        "test_training_dropout_zero_ratio": "training",
        "test_training_dropout_zero_ratio_mask": "training",
    ]

    /// Operators that this engine must have, each with how many of ONNX's tests with float inputs it has to pass.
    static let required: [String: Int] = [
        "Add": 2, "AveragePool": 12, "BatchNormalization": 2, "Clip": 8, "Concat": 12, "Conv": 4, "Dropout": 2,
        "Flatten": 9, "Gemm": 11, "GlobalAveragePool": 2, "HardSigmoid": 3, "Identity": 1, "MatMul": 3, "MaxPool": 11,
        "Mul": 3, "ReduceMean": 8, "Relu": 1, "Reshape": 10, "Sigmoid": 2, "Softmax": 7,
    ]

    @Test("every test of a supported operator passes", arguments: TestBackend.allCases)
    func conformance(_ backend: TestBackend) throws {
        try #require(!NodeTestCase.all.isEmpty, "Debian's libonnx-testdata is not installed at \(NodeTestCase.root)")
        var passed: [String: Int] = [:]
        var count = 0
        for test in NodeTestCase.all where test.isSupported {
            do {
                try check(test, backend)
                count += 1
                if test.operators.count == 1 { passed[test.operators.first ?? "", default: 0] += 1 }
            } catch let error as ModelError {
                #expect(Self.refused[test.name] != nil, "\(test.name) is refused: \(error)")
            }
        }
        #expect(count >= 150)
        for (name, least) in Self.required {
            #expect(passed[name, default: 0] >= least, "\(name) passed \(passed[name, default: 0]) tests")
        }
    }

    /// Runs the test with all inputs but the first known at load, and once more with all supplied if they can be.
    private func check(_ test: NodeTestCase, _ backend: TestBackend) throws {
        try compare(test, try test.results(try test.graph(suppliedInputs: 1), try backend.builder()))
        guard test.inputCount > 1, test.takesSuppliedInputs else { return }
        try compare(test, try test.results(try test.graph(suppliedInputs: .max), try backend.builder()))
    }

    private func compare(_ test: NodeTestCase, _ results: [[Float]]) throws {
        for (actual, expected) in zip(results, test.expected) {
            let difference = Difference.first(actual, expected, absolute: 1e-5, relative: 1e-4)
            #expect(difference == nil, "\(test.name): \(difference ?? "")")
        }
    }
}
