/// The places in a tensor of given shape, last dimension fastest.
enum MultiIndex {
    static func all(in shape: [Int]) -> some Sequence<[Int]> {
        let count = shape.reduce(1, *)
        return sequence(state: (place: [Int](repeating: 0, count: shape.count), done: 0)) { state -> [Int]? in
            guard state.done < count else { return nil }
            let current = state.place
            state.done += 1
            for axis in shape.indices.reversed() {
                state.place[axis] += 1
                guard state.place[axis] == shape[axis] else { break }
                state.place[axis] = 0
            }
            return current
        }
    }
}
