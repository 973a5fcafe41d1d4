import Glibc

/// Exponentials that sum to 1 along one dimension.
struct SoftmaxKernel: PortableKernel {
    private let outer: Int
    private let size: Int
    private let inner: Int

    init(_ shape: [Int], axis: Int) {
        outer = shape[..<axis].reduce(1, *)
        size = shape[axis]
        inner = shape[(axis + 1)...].reduce(1, *)
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for row in 0..<outer {
            for column in 0..<inner {
                let base = row * size * inner + column
                var largest = -Float.infinity
                for index in 0..<size { largest = max(largest, inputs[0][base + index * inner]) }
                var sum: Float = 0
                for index in 0..<size {
                    let value = exp(inputs[0][base + index * inner] - largest)
                    output[base + index * inner] = value
                    sum += value
                }
                for index in 0..<size { output[base + index * inner] /= sum }
            }
        }
    }
}
