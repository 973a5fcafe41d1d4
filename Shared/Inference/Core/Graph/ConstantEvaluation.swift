/// Computes a node whose inputs are all known: the shape arithmetic that exporters leave, and rearranged weights.
struct ConstantEvaluation {
    /// The largest result in elements; larger ones are left to run time.
    private static let elementLimit = 1 << 25

    private let inference: ShapeInference

    init(_ inference: ShapeInference) {
        self.inference = inference
    }

    /// The result, or nil if the operation is not one that is folded.
    func result() throws(ModelError) -> Constant? {
        if case .shape(let start, let end) = inference.node.operation {
            let shape = try inference.shape(0)
            let part = ShapeInference.clamped(start, end, count: shape.count)
            return Constant(Array(shape[part]), shape: [part.count])
        }
        let inputs = zip(inference.shapes, inference.constants).filter { $0.0 != nil }
        guard !inputs.isEmpty, inputs.allSatisfy({ $0.1 != nil }), let first = inference.constants[0] else {
            return nil
        }
        let shape = try inference.outputShape()
        guard try Shape.elementCount(shape) <= Self.elementLimit else { return nil }
        return try computed(first, shape: shape)
    }

    private func computed(_ first: Constant, shape: [Int]) throws(ModelError) -> Constant? {
        switch inference.node.operation {
        case .identity, .flatten, .reshape, .squeeze, .unsqueeze:
            return Constant(shape: shape, elements: first.elements)
        case .cast(let toFloat): return cast(first, toFloat: toFloat)
        case .constantOfShape(let value): return filled(value, shape: shape)
        case .transpose(let order):
            let order = try inference.permutation(order)
            let strides = Shape.strides(first.shape)
            return gathered(first, shape: shape) { index in
                zip(index, order).reduce(0) { $0 + $1.0 * strides[$1.1] }
            }
        case .slice:
            let ranges = try inference.sliceRanges()
            let strides = Shape.strides(first.shape)
            return gathered(first, shape: shape) { index in
                index.indices.reduce(0) { $0 + ranges[$1][index[$1]] * strides[$1] }
            }
        case .gather(let axis): return try gatheredByIndex(first, shape: shape, axis: axis)
        case .concat(let axis): return try joined(shape: shape, axis: axis)
        case .binary(let function): return try combined(function, shape: shape)
        case .unary(let function):
            return first.floats.map { Constant($0.map(function.callAsFunction), shape: shape) }
        case .convolution, .pool, .globalPool, .batchNormalization, .clip, .softmax, .reduce, .gemm, .matrixProduct,
            .shape:
            return nil
        }
    }

    private func cast(_ constant: Constant, toFloat: Bool) -> Constant? {
        switch constant.elements {
        case .integers(let list) where toFloat: return Constant(list.map(Float.init), shape: constant.shape)
        case .floats(let list) where !toFloat:
            let integers = list.compactMap { Int(exactly: $0.rounded(.towardZero)) }
            return integers.count == list.count ? Constant(integers, shape: constant.shape) : nil
        case .integers, .floats: return constant
        }
    }

    private func filled(_ value: Constant.Elements, shape: [Int]) -> Constant {
        let count = shape.reduce(1, *)
        switch value {
        case .floats(let list): return Constant([Float](repeating: list[0], count: count), shape: shape)
        case .integers(let list): return Constant([Int](repeating: list[0], count: count), shape: shape)
        }
    }

    /// Picks elements by their position in the source.
    private func gathered(_ source: Constant, shape: [Int], position: ([Int]) -> Int) -> Constant {
        let positions = MultiIndex.all(in: shape).map(position)
        switch source.elements {
        case .floats(let list): return Constant(positions.map { list[$0] }, shape: shape)
        case .integers(let list): return Constant(positions.map { list[$0] }, shape: shape)
        }
    }

    private func gatheredByIndex(_ source: Constant, shape: [Int], axis: Int) throws(ModelError) -> Constant {
        let axis = try inference.normalized(axis, rank: source.shape.count)
        let indices = try inference.integers(1) ?? []
        let size = source.shape[axis]
        guard indices.allSatisfy({ $0 >= -size && $0 < size }) else {
            throw inference.invalid("an index outside \(source.shape)")
        }
        let rank = try inference.shape(1).count
        let indexStrides = Shape.strides(try inference.shape(1))
        let strides = Shape.strides(source.shape)
        return gathered(source, shape: shape) { index in
            let row = zip(index[axis..<axis + rank], indexStrides).reduce(0) { $0 + $1.0 * $1.1 }
            let picked = indices[row] < 0 ? indices[row] + size : indices[row]
            let place = index[..<axis] + [picked] + index[(axis + rank)...]
            return zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    private func joined(shape: [Int], axis: Int) throws(ModelError) -> Constant? {
        let axis = try inference.normalized(axis, rank: shape.count)
        let outer = shape[..<axis].reduce(1, *)
        let parts = inference.constants.compactMap(\.self)
        let rows = parts.map { $0.shape[axis...].reduce(1, *) }
        let floats = parts.compactMap(\.floats)
        let integers = parts.compactMap(\.integers)
        if floats.count == parts.count {
            return Constant(Self.interleaved(floats, rows: rows, outer: outer), shape: shape)
        }
        guard integers.count == parts.count else { throw inference.invalid("floats and integers are mixed") }
        return Constant(Self.interleaved(integers, rows: rows, outer: outer), shape: shape)
    }

    private static func interleaved<Element>(_ lists: [[Element]], rows: [Int], outer: Int) -> [Element] {
        (0..<outer).flatMap { index in zip(lists, rows).flatMap { $0[index * $1..<(index + 1) * $1] } }
    }

    private func combined(_ function: BinaryFunction, shape: [Int]) throws(ModelError) -> Constant? {
        guard inference.constants.count == 2, let left = inference.constants[0], let right = inference.constants[1]
        else { return nil }
        let places = MultiIndex.all(in: shape).map { index in
            (Self.position(index, in: left.shape), Self.position(index, in: right.shape))
        }
        switch (left.elements, right.elements) {
        case (.floats(let a), .floats(let b)):
            return Constant(places.map { function(a[$0.0], b[$0.1]) }, shape: shape)
        case (.integers(let a), .integers(let b)):
            let results = places.compactMap { function.integer(a[$0.0], b[$0.1]) }
            guard results.count == places.count else { throw inference.invalid("integer arithmetic overflows") }
            return Constant(results, shape: shape)
        case (.floats, .integers), (.integers, .floats): throw inference.invalid("floats and integers are mixed")
        }
    }

    /// Where the element for a place in the result lies in an operand that is repeated along dimensions of size 1.
    private static func position(_ index: [Int], in shape: [Int]) -> Int {
        let strides = Shape.strides(shape)
        let index = index.suffix(shape.count)
        return zip(zip(index, shape), strides).reduce(0) { $0 + ($1.0.1 == 1 ? 0 : $1.0.0 * $1.1) }
    }
}
