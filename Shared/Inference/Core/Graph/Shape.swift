/// Checked arithmetic on tensor shapes that come from files.
enum Shape {
    /// The most numbers in one activation, for the whole batch.
    static let elementLimit = 1 << 28
    /// The most dimensions of one tensor.
    static let rankLimit = 8

    /// The product of the dimensions.
    ///
    /// - Parameters:
    ///   - shape: The dimensions, none of them negative.
    ///   - limit: The largest product that is accepted.
    /// - Returns: The product; 1 for a scalar.
    /// - Throws: ``ModelError/tooLarge(what:value:limit:)`` or ``ModelError/invalidGraph(reason:)``.
    static func elementCount(_ shape: [Int], limit: Int = elementLimit) throws(ModelError) -> Int {
        guard shape.count <= rankLimit else {
            throw .tooLarge(what: "rank of a tensor", value: shape.count, limit: rankLimit)
        }
        // A dimension of size 0 must not hide others whose partial products would overflow later.
        var count = 1
        for size in shape {
            guard size >= 0 else { throw .invalidGraph(reason: "negative dimension in \(shape)") }
            let (product, overflow) = count.multipliedReportingOverflow(by: max(size, 1))
            guard !overflow, product <= limit else {
                throw .tooLarge(what: "number of elements of a tensor", value: overflow ? .max : product, limit: limit)
            }
            count = product
        }
        return shape.contains(0) ? 0 : count
    }

    /// The distance in elements between neighbors along each dimension, for dense row-major storage.
    static func strides(_ shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.reversed().dropFirst() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
        return strides
    }

    /// The common shape of two operands after repetition of dimensions of size 1; nil if there is none.
    static func broadcast(_ left: [Int], _ right: [Int]) -> [Int]? {
        let rank = max(left.count, right.count)
        let left = expanded(left, rank: rank)
        let right = expanded(right, rank: rank)
        var result: [Int] = []
        for (a, b) in zip(left, right) {
            guard a == b || a == 1 || b == 1 else { return nil }
            result.append(a == 1 ? b : a)
        }
        return result
    }

    /// The shape with leading dimensions of size 1 up to that rank.
    static func expanded(_ shape: [Int], rank: Int) -> [Int] {
        [Int](repeating: 1, count: max(0, rank - shape.count)) + shape
    }
}
