/// Reads a node's attributes by name and remembers which were understood.
struct NodeAttributes {
    /// The largest size, step or count that a window may have.
    static let windowLimit = 1 << 16

    let node: OnnxNode
    private var known: Set<String> = []

    init(_ node: OnnxNode) {
        self.node = node
    }

    mutating func integer(_ name: String, default value: Int) throws(ModelError) -> Int {
        guard let attribute = find(name) else { return value }
        guard let integer = attribute.integer else { throw unsupported(attribute, "not an integer") }
        return integer
    }

    mutating func flag(_ name: String, default value: Bool) throws(ModelError) -> Bool {
        switch try integer(name, default: value ? 1 : 0) {
        case 0: return false
        case 1: return true
        case let other: throw unsupported(name, "\(other)")
        }
    }

    mutating func float(_ name: String, default value: Float) throws(ModelError) -> Float {
        guard let attribute = find(name) else { return value }
        guard let float = attribute.float else { throw unsupported(attribute, "not a float") }
        return float
    }

    mutating func text(_ name: String, default value: String) throws(ModelError) -> String {
        guard let attribute = find(name) else { return value }
        guard let text = attribute.text else { throw unsupported(attribute, "not a text") }
        return text
    }

    mutating func integers(_ name: String) throws(ModelError) -> [Int]? {
        guard let attribute = find(name) else { return nil }
        guard !attribute.isExotic else { throw unsupported(attribute, "not a list of integers") }
        return attribute.integers
    }

    /// The sizes of a window: each from `minimum` up to ``windowLimit``, and `count` of them if that is known.
    mutating func sizes(_ name: String, minimum: Int, count: Int?) throws(ModelError) -> [Int]? {
        guard let list = try integers(name) else { return nil }
        guard list.allSatisfy({ $0 >= minimum && $0 <= Self.windowLimit }) else { throw unsupported(name, "\(list)") }
        guard count == nil || list.count == count else { throw unsupported(name, "\(list)") }
        return list
    }

    mutating func tensor(_ name: String) throws(ModelError) -> Constant? {
        guard let attribute = find(name) else { return nil }
        guard let tensor = attribute.tensor else { throw unsupported(attribute, "not a tensor") }
        return try tensor.constant()
    }

    /// Takes an attribute that changes nothing here.
    mutating func ignore(_ name: String) {
        known.insert(name)
    }

    /// Refuses attributes that nobody asked for: they could change the result.
    func checkAllKnown() throws(ModelError) {
        for attribute in node.attributes where !known.contains(attribute.name) {
            throw unsupported(attribute, Self.text(of: attribute))
        }
    }

    func unsupported(_ attribute: String, _ value: String) -> ModelError {
        .unsupportedAttribute(node: node.name, attribute: attribute, value: value)
    }

    private func unsupported(_ attribute: OnnxAttribute, _ value: String) -> ModelError {
        unsupported(attribute.name, value)
    }

    private mutating func find(_ name: String) -> OnnxAttribute? {
        known.insert(name)
        return node.attributes.first { $0.name == name }
    }

    private static func text(of attribute: OnnxAttribute) -> String {
        attribute.integer.map(String.init) ?? attribute.text ?? attribute.float.map { "\($0)" }
            ?? (attribute.integers.isEmpty ? "(unknown)" : "\(attribute.integers)")
    }
}
