/// Walks the places of a shape, last dimension fastest, and keeps the matching position in several tensors.
struct Odometer {
    /// Places in the shape.
    let count: Int
    /// Where the current place lies in each tensor, in elements.
    private(set) var positions: [Int]
    private let shape: [Int]
    /// Per tensor, the elements to step along each dimension.
    private let strides: [[Int]]
    private var place: [Int]

    init(_ shape: [Int], strides: [[Int]]) {
        count = shape.reduce(1, *)
        self.shape = shape
        self.strides = strides
        positions = [Int](repeating: 0, count: strides.count)
        place = [Int](repeating: 0, count: shape.count)
    }

    /// Goes to the next place; behind the last one the walk begins again.
    mutating func advance() {
        for axis in shape.indices.reversed() {
            place[axis] += 1
            for tensor in strides.indices { positions[tensor] += strides[tensor][axis] }
            guard place[axis] == shape[axis] else { return }
            place[axis] = 0
            for tensor in strides.indices { positions[tensor] -= strides[tensor][axis] * shape[axis] }
        }
    }
}
