/// An operation as an ONNX file writes it: the operator's name and its attributes.
struct NodeForm {
    enum Attribute {
        case float(Float)
        case integer(Int)
        case text(String)
        case integers([Int])

        func write(to writer: inout WireWriter) {
            switch self {
            case .float(let value):
                writer.float(2, value)
                writer.number(20, 1)
            case .integer(let value):
                writer.number(3, value)
                writer.number(20, 2)
            case .text(let value):
                writer.text(4, value)
                writer.number(20, 3)
            case .integers(let list):
                for value in list { writer.number(8, value) }
                writer.number(20, 7)
            }
        }
    }

    let operatorName: String
    private(set) var attributes: [(String, Attribute)] = []

    init(_ node: GraphNode) throws(ModelError) {
        switch node.operation {
        case .convolution(let window, let groups):
            operatorName = "Conv"
            attributes = Self.attributes(window) + [("group", .integer(groups))]
        case .pool(let function, let window, let roundsUp):
            operatorName = function == .maximum ? "MaxPool" : "AveragePool"
            attributes = Self.attributes(window)
            if roundsUp { attributes.append(("ceil_mode", .integer(1))) }
            if function == .average(countsPadding: true) { attributes.append(("count_include_pad", .integer(1))) }
        case .globalPool(let function): operatorName = function == .maximum ? "GlobalMaxPool" : "GlobalAveragePool"
        case .unary(let function): (operatorName, attributes) = try Self.form(function, node.name)
        case .binary(let function): operatorName = Self.name(function)
        case .gemm(let gemm):
            operatorName = "Gemm"
            attributes = Self.attributes(gemm)
        case .matrixProduct: operatorName = "MatMul"
        case .flatten(let axis): (operatorName, attributes) = ("Flatten", [("axis", .integer(axis))])
        case .concat(let axis): (operatorName, attributes) = ("Concat", [("axis", .integer(axis))])
        case .softmax(let axis, false): (operatorName, attributes) = ("Softmax", [("axis", .integer(axis))])
        case .reshape(let allowsZero):
            (operatorName, attributes) = ("Reshape", allowsZero ? [("allowzero", .integer(1))] : [])
        case .transpose(let order):
            (operatorName, attributes) = ("Transpose", order.map { [("perm", .integers($0))] } ?? [])
        case .batchNormalization(let epsilon):
            (operatorName, attributes) = ("BatchNormalization", [("epsilon", .float(epsilon))])
        case .identity: operatorName = "Identity"
        case .softmax, .reduce, .squeeze, .unsqueeze, .clip, .shape, .cast, .gather, .slice, .constantOfShape:
            throw .unsupportedOperator(node: node.name, operator: "\(node.operation) in a file to write")
        }
    }

    private static func attributes(_ window: Window) -> [(String, Attribute)] {
        var attributes: [(String, Attribute)] = []
        if !window.kernel.isEmpty { attributes.append(("kernel_shape", .integers(window.kernel))) }
        if !window.strides.isEmpty { attributes.append(("strides", .integers(window.strides))) }
        // Files written by this engine need dilations for convolutions alone; ones are what readers assume.
        if window.dilations.contains(where: { $0 != 1 }) {
            attributes.append(("dilations", .integers(window.dilations)))
        }
        switch window.padding {
        case .explicit(let pads): attributes.append(("pads", .integers(pads)))
        case .sameUpper: attributes.append(("auto_pad", .text("SAME_UPPER")))
        case .sameLower: attributes.append(("auto_pad", .text("SAME_LOWER")))
        case .none: break
        }
        return attributes
    }

    private static func attributes(_ gemm: Gemm) -> [(String, Attribute)] {
        [
            ("alpha", .float(gemm.productScale)), ("beta", .float(gemm.sumScale)),
            ("transA", .integer(gemm.transposesA ? 1 : 0)), ("transB", .integer(gemm.transposesB ? 1 : 0)),
        ]
    }

    private static func form(
        _ function: UnaryFunction,
        _ node: String
    ) throws(ModelError) -> (String, [(String, Attribute)]) {
        switch function {
        case .relu: ("Relu", [])
        case .leakyRelu(let slope): ("LeakyRelu", [("alpha", .float(slope))])
        case .sigmoid: ("Sigmoid", [])
        case .hardSigmoid(let slope, let offset): ("HardSigmoid", [("alpha", .float(slope)), ("beta", .float(offset))])
        case .hardSwish: ("HardSwish", [])
        case .tanh: ("Tanh", [])
        case .elu(let alpha): ("Elu", [("alpha", .float(alpha))])
        case .exponential: ("Exp", [])
        case .squareRoot: ("Sqrt", [])
        case .magnitude: ("Abs", [])
        case .negation: ("Neg", [])
        // Its bounds are inputs, which folding has taken off the node.
        case .clip: throw .unsupportedOperator(node: node, operator: "Clip in a file to write")
        }
    }

    private static func name(_ function: BinaryFunction) -> String {
        switch function {
        case .add: "Add"
        case .subtract: "Sub"
        case .multiply: "Mul"
        case .divide: "Div"
        case .maximum: "Max"
        case .minimum: "Min"
        case .power: "Pow"
        }
    }
}
