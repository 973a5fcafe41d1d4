@testable import Inference

/// Writes small ONNX files for tests.
struct OnnxWriter {
    enum Attribute {
        case integer(Int)
        case float(Float)
        case integers([Int])
        case text(String)
        case floatTensor([Float], [Int])
    }

    private var graph: [UInt8] = []
    private let operatorSet: Int

    init(operatorSet: Int = 17) {
        self.operatorSet = operatorSet
    }

    /// The file.
    var bytes: [UInt8] {
        Self.number(1, 8) + Self.message(8, Self.number(2, operatorSet)) + Self.message(7, graph)
    }

    /// A nil dimension is symbolic.
    mutating func input(_ name: String, _ shape: [Int?]) {
        graph += Self.message(11, Self.value(name, shape))
    }

    mutating func output(_ name: String) {
        graph += Self.message(12, Self.value(name, []))
    }

    mutating func weights(_ name: String, _ floats: [Float], _ shape: [Int]) {
        graph += Self.message(5, Self.text(8, name) + Self.tensor(floats, shape))
    }

    mutating func integers(_ name: String, _ list: [Int]) {
        let raw = list.flatMap { number in withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) } }
        graph += Self.message(
            5,
            Self.text(8, name) + Self.number(1, list.count) + Self.number(2, 7) + Self.message(9, raw)
        )
    }

    /// A node named after its output.
    mutating func node(
        _ operatorName: String,
        _ inputs: [String],
        _ output: String,
        _ attributes: [(String, Attribute)] = []
    ) {
        var node = inputs.flatMap { Self.text(1, $0) } + Self.text(2, output) + Self.text(3, output)
        node += Self.text(4, operatorName)
        for (name, attribute) in attributes { node += Self.message(5, Self.text(1, name) + Self.payload(attribute)) }
        graph += Self.message(1, node)
    }

    /// A field of the graph that this writer knows nothing about.
    mutating func rawField(_ field: [UInt8]) {
        graph += field
    }

    private static func payload(_ attribute: Attribute) -> [UInt8] {
        switch attribute {
        case .integer(let value): number(3, value)
        case .float(let value): varint(2 << 3 | 5) + bytes(of: value)
        case .integers(let list): list.flatMap { number(8, $0) }
        case .text(let string): text(4, string)
        case .floatTensor(let floats, let shape): message(5, tensor(floats, shape))
        }
    }

    private static func tensor(_ floats: [Float], _ shape: [Int]) -> [UInt8] {
        shape.flatMap { number(1, $0) } + number(2, 1) + message(9, floats.flatMap(bytes(of:)))
    }

    private static func value(_ name: String, _ shape: [Int?]) -> [UInt8] {
        let dimensions = shape.flatMap { size in message(1, size.map { number(1, $0) } ?? text(2, "N")) }
        return text(1, name) + message(2, message(1, number(1, 1) + message(2, dimensions)))
    }

    private static func bytes(of float: Float) -> [UInt8] {
        withUnsafeBytes(of: float.bitPattern.littleEndian) { Array($0) }
    }

    static func text(_ field: Int, _ string: String) -> [UInt8] { message(field, Array(string.utf8)) }

    static func message(_ field: Int, _ content: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(content.count) + content
    }

    static func number(_ field: Int, _ value: Int) -> [UInt8] { varint(field << 3) + varint(value) }

    private static func varint(_ value: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(value))
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension OnnxWriter {
    /// Reads the file back as a model.
    func model(_ name: String = "test") throws -> StagedModel {
        try bytes.withUnsafeBytes { try StagedModel(bytes: $0, name: name) }
    }
}
