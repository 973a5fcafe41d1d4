/// A network as operations on numbered values, in an order in which each value is made before it is used.
package struct Graph: Sendable {
    package typealias ValueID = Int

    /// The name of each value in the file.
    package internal(set) var names: [String] = []
    package var nodes: [GraphNode] = []
    package var constants: [ValueID: Constant] = [:]
    package internal(set) var inputs: [GraphInput] = []
    package var outputs: [ValueID] = []

    init() {}

    /// Reads an ONNX file and folds what is known at load.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - constants: Values for inputs that shall not be supplied at each run, by name.
    /// - Throws: ``ModelError``, naming the node or the byte.
    package init(
        onnx bytes: UnsafeRawBufferPointer,
        constants: [String: Constant] = [:]
    ) throws(ModelError) {
        var reader = GraphReader(try OnnxFile(bytes))
        var folding = GraphFolding(try reader.graph(constants: constants))
        self = try folding.folded()
    }

    /// Makes a new value.
    package mutating func addValue(_ name: String) -> ValueID {
        names.append(name)
        return names.count - 1
    }

    /// Makes a new value whose numbers are known.
    package mutating func addConstant(_ name: String, _ constant: Constant) -> ValueID {
        let value = addValue(name)
        constants[value] = constant
        return value
    }

    /// The nodes that use each value, ascending; a node that uses a value twice is listed twice.
    package func consumers() -> [ValueID: [Int]] {
        var consumers: [ValueID: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            for case let value? in node.inputs { consumers[value, default: []].append(index) }
        }
        return consumers
    }

    /// The node that makes each value.
    package func producers() -> [ValueID: Int] {
        Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.output, $0) })
    }

    /// Takes away nodes and constants that no output needs.
    package mutating func dropUnused() {
        var needed = Set(outputs)
        var kept: [GraphNode] = []
        for node in nodes.reversed() where needed.contains(node.output) {
            needed.formUnion(node.inputs.compactMap(\.self))
            kept.append(node)
        }
        nodes = kept.reversed()
        constants = constants.filter { needed.contains($0.key) }
    }
}
