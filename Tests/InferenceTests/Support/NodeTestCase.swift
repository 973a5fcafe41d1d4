import Foundation
import Testing

@testable import Inference

/// One folder of ONNX's own operator tests, as Debian packages them: a tiny model, its inputs and expected outputs.
struct NodeTestCase: CustomTestStringConvertible {
    static let root = "/usr/share/libonnx-testdata/data/node"

    let name: String
    let operators: Set<String>
    private let model: Data
    private let inputs: [(name: String, constant: Constant)]
    let expected: [[Float]]

    var testDescription: String { name }

    /// Nil if the test is about something else than floats through one-tensor operators.
    init?(folder: String) {
        let path = "\(Self.root)/\(folder)"
        guard let model = FileManager.default.contents(atPath: "\(path)/model.onnx"),
            let file = try? model.withUnsafeBytes({ try OnnxFile($0) })
        else { return nil }
        name = folder
        self.model = model
        operators = Set(file.nodes.map(\.operatorName))
        var inputs: [(String, Constant)] = []
        for (index, input) in file.inputs.enumerated() {
            guard let tensor = Self.tensor("\(path)/test_data_set_0/input_\(index).pb") else { return nil }
            inputs.append((input.name, tensor))
        }
        var expected: [[Float]] = []
        for index in file.outputs.indices {
            guard let floats = Self.tensor("\(path)/test_data_set_0/output_\(index).pb")?.floats else { return nil }
            expected.append(floats)
        }
        let declared = file.inputs.first.map(\.elementType)
        guard declared == OnnxElementType.float.rawValue, file.operatorSet > 0 else { return nil }
        guard inputs.first?.1.floats != nil, !expected.isEmpty else { return nil }
        self.inputs = inputs
        self.expected = expected
    }

    static let all: [NodeTestCase] = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return folders.sorted().compactMap(NodeTestCase.init(folder:))
    }()

    /// Reads the model with the first `count` inputs supplied at the run and the others known at load.
    func graph(suppliedInputs count: Int) throws -> Graph {
        let known = inputs.dropFirst(count).map { ($0.name, $0.constant) }
        return try model.withUnsafeBytes {
            try Graph(onnx: $0, constants: Dictionary(known, uniquingKeysWith: { first, _ in first }))
        }
    }

    var inputCount: Int { inputs.count }

    /// Whether all its operators are among those that this engine has.
    var isSupported: Bool {
        operators.allSatisfy { name in
            Self.supported.contains(name)
        }
    }

    /// Whether all operands may be activations; weights and shapes must be known at load.
    var takesSuppliedInputs: Bool {
        let takers: Set = ["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "MatMul", "Gemm", "Concat"]
        return operators.isSubset(of: takers) && inputs.allSatisfy { $0.constant.floats != nil }
    }

    private static let supported: Set<String> = [
        "Abs", "Add", "AveragePool", "BatchNormalization", "Clip", "Concat", "Constant", "Conv", "Div", "Dropout",
        "Elu",
        "Exp", "Flatten", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity",
        "LeakyRelu", "MatMul", "Max", "MaxPool", "Min", "Mul", "Neg", "ReduceMax", "ReduceMean", "ReduceMin",
        "ReduceSum", "Relu", "Reshape", "Sigmoid", "Softmax", "Sqrt", "Squeeze", "Sub", "Sum", "Tanh", "Transpose",
        "Unsqueeze",
    ]

    func results(_ graph: Graph, _ builder: any PlanBuilder) throws -> [[Float]] {
        let supplied = graph.inputs.compactMap { input in inputs.first { $0.name == input.name }?.constant }
        return try GraphRun.outputs(
            of: graph,
            shapes: supplied.map(\.shape),
            inputs: supplied.map { $0.floats ?? [] },
            builder
        )
    }

    private static func tensor(_ path: String) -> Constant? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return try? data.withUnsafeBytes { try OnnxTensor(WireReader($0)).constant() }
    }
}
