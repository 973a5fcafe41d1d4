extension OperationReader {
    /// The operation if it moves, regroups or describes elements, else nil.
    mutating func shapeOperation() throws(ModelError) -> Operation? {
        switch name {
        case "Concat": return .concat(axis: try attributes.integer("axis", default: 1))
        case "Flatten": return .flatten(axis: try attributes.integer("axis", default: 1))
        case "Reshape": return .reshape(allowsZero: try attributes.flag("allowzero", default: false))
        case "Squeeze": return .squeeze(axes: try attributes.integers("axes"))
        case "Unsqueeze": return .unsqueeze(axes: try attributes.integers("axes"))
        case "Transpose": return .transpose(try attributes.integers("perm"))
        case "Identity": return .identity
        case "Dropout":
            attributes.ignore("ratio")
            attributes.ignore("seed")
            return .identity
        default: return try arithmeticOperation()
        }
    }

    private mutating func arithmeticOperation() throws(ModelError) -> Operation? {
        switch name {
        case "Shape":
            let start = try attributes.integer("start", default: 0)
            let end = try attributes.integer("end", default: .max)
            return .shape(start: start, end: end == .max ? nil : end)
        case "Cast":
            attributes.ignore("saturate")
            return .cast(toFloat: try castTarget())
        case "Gather": return .gather(axis: try attributes.integer("axis", default: 0))
        case "Slice": return .slice(try sliceBounds())
        case "ConstantOfShape":
            let value = try attributes.tensor("value") ?? Constant([Float(0)], shape: [1])
            guard value.elementCount == 1 else { throw attributes.unsupported("value", "\(value.shape)") }
            return .constantOfShape(value.elements)
        default: return nil
        }
    }

    private mutating func castTarget() throws(ModelError) -> Bool {
        let target = try attributes.integer("to", default: 0)
        switch OnnxElementType(rawValue: target) {
        case .float, .double: return true
        case .int64, .int32: return false
        // The narrow formats would round or wrap, and only activations of foreign precision need them.
        case .float16, .bfloat16, .uint8, .int8, .bool, nil: throw attributes.unsupported("to", "\(target)")
        }
    }

    private mutating func sliceBounds() throws(ModelError) -> SliceBounds? {
        guard operatorSet < 10 else { return nil }
        let starts = try attributes.integers("starts") ?? []
        let ends = try attributes.integers("ends") ?? []
        guard starts.count == ends.count else { throw attributes.unsupported("ends", "\(ends)") }
        return SliceBounds(starts: starts, ends: ends, axes: try attributes.integers("axes"))
    }
}
