/// The shape that one node's output has, given its inputs; the definitions are those of ONNX.
struct ShapeInference {
    let node: GraphNode
    /// Per input; nil where the optional input is not given.
    let shapes: [[Int]?]
    let constants: [Constant?]

    func outputShape() throws(ModelError) -> [Int] {
        let shape = try inferred()
        _ = try Shape.elementCount(shape)
        return shape
    }

    private func inferred() throws(ModelError) -> [Int] {
        switch node.operation {
        case .convolution(let window, let groups): return try convolved(window, groups)
        case .pool(_, let window, let roundsUp):
            let input = try picture()
            let axes = try window.geometry(
                Array(input[2...]),
                weights: nil,
                roundsUp: roundsUp,
                node: node.name
            )
            return Array(input[..<2]) + axes.map(\.output)
        case .globalPool: return Array(try picture()[..<2]) + Array(repeating: 1, count: try shape(0).count - 2)
        case .batchNormalization, .unary, .clip, .softmax, .identity, .cast: return try sameShape()
        case .binary:
            guard let shape = Shape.broadcast(try shape(0), try shape(1)) else {
                throw invalid("shapes \(try shape(0)) and \(try shape(1)) do not combine")
            }
            return shape
        case .concat(let axis): return try concatenated(axis)
        case .reduce(_, let axes, let keeps, let ignoresEmpty): return try reduced(axes, keeps, ignoresEmpty)
        case .flatten(let axis):
            let input = try shape(0)
            let axis = try normalized(axis, rank: input.count, includesEnd: true)
            return [input[..<axis].reduce(1, *), input[axis...].reduce(1, *)]
        case .reshape(let allowsZero): return try reshaped(allowsZero)
        case .squeeze(let axes): return try squeezed(axes)
        case .unsqueeze(let axes): return try unsqueezed(axes)
        case .transpose(let order):
            let input = try shape(0)
            return try permutation(order).map { input[$0] }
        case .gemm(let gemm): return try multiplied(gemm)
        case .matrixProduct: return try matrixProduct()
        case .shape(let start, let end):
            return [try Self.clamped(start, end, count: shape(0).count).count]
        case .gather(let axis):
            let data = try shape(0)
            let axis = try normalized(axis, rank: data.count)
            return Array(data[..<axis]) + (try shape(1)) + Array(data[(axis + 1)...])
        case .slice: return try sliceRanges().map(\.count)
        case .constantOfShape: return try integers(0) ?? []
        }
    }

    private func sameShape() throws(ModelError) -> [Int] {
        if case .softmax(let axis, let flattens) = node.operation {
            _ = try normalized(axis, rank: max(1, try shape(0).count), includesEnd: flattens)
        }
        if case .batchNormalization = node.operation {
            let input = try shape(0)
            guard input.count >= 2 else { throw invalid("batch normalization of rank \(input.count)") }
            for index in 1..<5 where try shape(index) != [input[1]] {
                throw invalid("\(try shape(index)) statistics for \(input[1]) channels")
            }
        }
        return try shape(0)
    }

    private func convolved(_ window: Window, _ groups: Int) throws(ModelError) -> [Int] {
        let input = try picture()
        let weights = try shape(1)
        guard weights.count == input.count, weights[1] * groups == input[1], weights[0] % groups == 0,
            weights[0] > 0, weights.allSatisfy({ $0 > 0 })
        else { throw invalid("weights \(weights) in \(groups) groups do not fit an input \(input)") }
        if let bias = try optionalShape(2), bias != [weights[0]] {
            throw invalid("a bias \(bias) for \(weights[0]) channels")
        }
        let axes = try window.geometry(
            Array(input[2...]),
            weights: Array(weights[2...]),
            roundsUp: false,
            node: node.name
        )
        return [input[0], weights[0]] + axes.map(\.output)
    }

    private func concatenated(_ axis: Int) throws(ModelError) -> [Int] {
        var result = try shape(0)
        let axis = try normalized(axis, rank: result.count)
        for index in shapes.indices.dropFirst() {
            let other = try shape(index)
            guard other.count == result.count,
                other.indices.allSatisfy({ $0 == axis || other[$0] == result[$0] })
            else { throw invalid("\(other) cannot be joined to \(result)") }
            result[axis] += other[axis]
        }
        return result
    }

    private func reduced(_ axes: [Int]?, _ keeps: Bool, _ ignoresEmpty: Bool) throws(ModelError) -> [Int] {
        let reduced = Set(try reducedAxes(axes, ignoresEmpty))
        let input = try shape(0)
        if keeps { return input.indices.map { reduced.contains($0) ? 1 : input[$0] } }
        return input.indices.filter { !reduced.contains($0) }.map { input[$0] }
    }

    /// The reduced dimensions, ascending.
    func reducedAxes(_ axes: [Int]?, _ ignoresEmpty: Bool) throws(ModelError) -> [Int] {
        let rank = try shape(0).count
        guard let list = try integers(1, or: axes), !list.isEmpty else { return ignoresEmpty ? [] : Array(0..<rank) }
        return try distinct(list, rank: rank).sorted()
    }

    private func reshaped(_ allowsZero: Bool) throws(ModelError) -> [Int] {
        let input = try shape(0)
        guard var target = try integers(1) else { throw invalid("the target shape is not known at load") }
        guard target.count <= Shape.rankLimit, target.allSatisfy({ $0 >= -1 && $0 <= Shape.elementLimit }) else {
            throw invalid("a target shape \(target)")
        }
        for (index, size) in target.enumerated() where size == 0 && !allowsZero {
            guard index < input.count else { throw invalid("no dimension \(index) to copy into \(target)") }
            target[index] = input[index]
        }
        let count = try Shape.elementCount(input)
        let unknown = target.indices.filter { target[$0] == -1 }
        let rest = try Shape.elementCount(target.filter { $0 != -1 })
        if unknown.count == 1, rest > 0, count % rest == 0 {
            target[unknown[0]] = count / rest
        } else if unknown.isEmpty, target.first == 1, let batch = input.first, batch > 1, rest * batch == count {
            // The file was exported for one sample only and wrote that down.
            target[0] = batch
        }
        guard !target.contains(-1), try Shape.elementCount(target) == count else {
            throw invalid("\(input) cannot be reshaped to \(target)")
        }
        return target
    }

    private func squeezed(_ axes: [Int]?) throws(ModelError) -> [Int] {
        let input = try shape(0)
        guard let list = try integers(1, or: axes) else { return input.filter { $0 != 1 } }
        let removed = Set(try distinct(list, rank: input.count))
        guard removed.allSatisfy({ input[$0] == 1 }) else { throw invalid("\(input) has no size 1 at \(list)") }
        return input.indices.filter { !removed.contains($0) }.map { input[$0] }
    }

    private func unsqueezed(_ axes: [Int]?) throws(ModelError) -> [Int] {
        guard let list = try integers(1, or: axes), list.count <= Shape.rankLimit else {
            throw invalid("the new axes are not known at load")
        }
        let rank = try shape(0).count + list.count
        let added = Set(try distinct(list, rank: rank))
        var rest = try shape(0)[...]
        return (0..<rank).map { added.contains($0) ? 1 : rest.removeFirst() }
    }

    func permutation(_ order: [Int]?) throws(ModelError) -> [Int] {
        let rank = try shape(0).count
        guard let order else { return Array((0..<rank).reversed()) }
        guard order.sorted() == Array(0..<rank) else { throw invalid("\(order) is no order of \(rank) dimensions") }
        return order
    }

    private func multiplied(_ gemm: Gemm) throws(ModelError) -> [Int] {
        var a = try shape(0)
        var b = try shape(1)
        guard a.count == 2, b.count == 2 else { throw invalid("matrices \(a) and \(b) are not of rank 2") }
        if gemm.transposesA { a.reverse() }
        if gemm.transposesB { b.reverse() }
        guard a[1] == b[0] else { throw invalid("matrices \(a) and \(b) do not fit") }
        let result = [a[0], b[1]]
        if let c = try optionalShape(2), Shape.broadcast(c, result) != result {
            throw invalid("\(c) cannot be added to \(result)")
        }
        return result
    }

    private func matrixProduct() throws(ModelError) -> [Int] {
        let a = try shape(0)
        let b = try shape(1)
        guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2],
            let batch = Shape.broadcast(Array(a.dropLast(2)), Array(b.dropLast(2)))
        else { throw invalid("matrices \(a) and \(b) do not fit") }
        return batch + [a[a.count - 2], b[b.count - 1]]
    }
}
