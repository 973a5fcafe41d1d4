/// A tensor whose numbers are known at load: a weight, or a shape.
///
/// It is a class so that a backend can recognize one weight in the plans of all batch sizes and convert it once.
package final class Constant: Sendable {
    package enum Elements: Equatable, Sendable {
        case floats([Float])
        case integers([Int])
    }

    package let shape: [Int]
    /// In the order of the file: the last dimension varies fastest.
    package let elements: Elements

    package init(shape: [Int], elements: Elements) {
        let count =
            switch elements {
            case .floats(let list): list.count
            case .integers(let list): list.count
            }
        precondition(shape.reduce(1, *) == count, "a constant has as many numbers as its shape says")
        self.shape = shape
        self.elements = elements
    }

    package convenience init(_ floats: [Float], shape: [Int]) {
        self.init(shape: shape, elements: .floats(floats))
    }

    package convenience init(_ integers: [Int], shape: [Int]) {
        self.init(shape: shape, elements: .integers(integers))
    }

    /// The numbers as floats; nil for integers.
    package var floats: [Float]? {
        guard case .floats(let list) = elements else { return nil }
        return list
    }

    /// The numbers as integers; nil for floats.
    package var integers: [Int]? {
        guard case .integers(let list) = elements else { return nil }
        return list
    }

    package var elementCount: Int { shape.reduce(1, *) }
}
