extension ShapeInference {
    func invalid(_ reason: String) -> ModelError { .invalidNode(node: node.name, reason: reason) }

    func shape(_ index: Int) throws(ModelError) -> [Int] {
        guard let shape = try optionalShape(index) else { throw invalid("input \(index) is missing") }
        return shape
    }

    func optionalShape(_ index: Int) throws(ModelError) -> [Int]? {
        index < shapes.count ? shapes[index] : nil
    }

    /// The shape of an input with samples, channels and one or two spatial dimensions.
    func picture() throws(ModelError) -> [Int] {
        let shape = try shape(0)
        guard (3...4).contains(shape.count) else {
            throw invalid("an input \(shape) with other than one or two spatial dimensions is not supported")
        }
        return shape
    }

    /// An optional integer input; nil if it is not given.
    ///
    /// - Parameters:
    ///   - index: The input's number.
    ///   - attribute: What an attribute said; it counts if it is there.
    /// - Returns: The integers.
    /// - Throws: ``ModelError/invalidNode(node:reason:)`` if they are not known or no integers.
    func integers(_ index: Int, or attribute: [Int]? = nil) throws(ModelError) -> [Int]? {
        if let attribute { return attribute }
        guard index < shapes.count, shapes[index] != nil else { return nil }
        guard let constant = constants[index] else { throw invalid("input \(index) is not known at load") }
        guard let integers = constant.integers else { throw invalid("input \(index) is not made of integers") }
        return integers
    }

    /// A dimension's number from the front, where the file may count from the back.
    func normalized(_ axis: Int, rank: Int, includesEnd: Bool = false) throws(ModelError) -> Int {
        let count = includesEnd ? rank + 1 : rank
        guard axis >= -rank, axis < count else { throw invalid("no axis \(axis) in rank \(rank)") }
        return axis < 0 ? axis + rank : axis
    }

    func distinct(_ axes: [Int], rank: Int) throws(ModelError) -> [Int] {
        var result: [Int] = []
        for axis in axes {
            let axis = try normalized(axis, rank: rank)
            guard !result.contains(axis) else { throw invalid("axis \(axis) is named twice") }
            result.append(axis)
        }
        return result
    }

    /// The part of `0..<count` between two ends that may count from the back and may lie outside.
    static func clamped(_ start: Int, _ end: Int?, count: Int) -> Range<Int> {
        func position(_ index: Int) -> Int { min(max(index < 0 ? max(index, -count) + count : index, 0), count) }
        let start = position(start)
        return start..<max(start, position(end ?? count))
    }

    /// The indices that a slice takes along each dimension.
    func sliceRanges() throws(ModelError) -> [[Int]] {
        guard case .slice(let bounds) = node.operation else { return [] }
        let input = try shape(0)
        let given =
            if let bounds {
                bounds
            } else {
                SliceBounds(starts: try integers(1) ?? [], ends: try integers(2) ?? [], axes: try integers(3))
            }
        let (starts, ends) = (given.starts, given.ends)
        let axes = try distinct(given.axes ?? Array(starts.indices), rank: input.count)
        let steps = bounds == nil ? try integers(4) ?? [] : []
        guard starts.count == ends.count, starts.count == axes.count, steps.isEmpty || steps.count == axes.count else {
            throw invalid("a slice with \(starts.count) starts, \(ends.count) ends and \(axes.count) axes")
        }
        var ranges = input.map { Array(0..<$0) }
        for (index, axis) in axes.enumerated() {
            guard steps.isEmpty || steps[index] == 1 else { throw invalid("a slice with step \(steps[index])") }
            ranges[axis] = Array(Self.clamped(starts[index], ends[index], count: input[axis]))
        }
        return ranges
    }
}
