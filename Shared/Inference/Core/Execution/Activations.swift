/// The numbers of one value for many samples.
package struct Activations: Sendable {
    /// Of one sample; pictures are [height, width, channels], as programs store them.
    package let shape: [Int]
    /// Sample after sample.
    package var numbers: [Float]

    /// - Parameters:
    ///   - shape: Of one sample.
    ///   - numbers: A whole number of samples.
    package init(shape: [Int], numbers: [Float]) {
        precondition(numbers.count % max(1, shape.reduce(1, *)) == 0, "activations are whole samples")
        self.shape = shape
        self.numbers = numbers
    }

    package var sampleSize: Int { shape.reduce(1, *) }
    package var sampleCount: Int { numbers.count / max(1, sampleSize) }
}
