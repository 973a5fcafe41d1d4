/// A tensor's name in the file and its shape for one sample, without the batch dimension.
package struct TensorDescription: Equatable, Sendable {
    package var name: String
    package var shape: [Int]

    package init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    package var elementCount: Int { shape.reduce(1, *) }
}
