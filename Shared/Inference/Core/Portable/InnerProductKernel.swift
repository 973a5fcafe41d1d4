/// A product with a constant matrix, eight input values at a time.
struct InnerProductKernel: PortableKernel {
    private let step: InnerProductStep
    private let weights: [Float]
    private let bias: [Float]

    init(_ step: InnerProductStep) {
        self.step = step
        weights = step.weights.floats ?? []
        bias = step.bias?.floats ?? []
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            for row in 0..<step.rows {
                for column in 0..<step.outer {
                    let sum = Self.dot(inputs[0] + row * step.inner, weights + column * step.inner, step.inner)
                    let value = sum + (bias.isEmpty ? 0 : bias[column])
                    output[row * step.outer + column] = step.activation.map { $0(value) } ?? value
                }
            }
        }
    }

    private static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sums = SIMD8<Float>.zero
        var index = 0
        while index + 8 <= count {
            let left = UnsafeRawPointer(a + index).loadUnaligned(as: SIMD8<Float>.self)
            sums += left * UnsafeRawPointer(b + index).loadUnaligned(as: SIMD8<Float>.self)
            index += 8
        }
        var sum = sums.sum()
        while index < count {
            sum += a[index] * b[index]
            index += 1
        }
        return sum
    }
}
