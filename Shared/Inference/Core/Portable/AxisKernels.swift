import Glibc

/// Joins tensors along one dimension.
struct ConcatKernel: PortableKernel {
    private let outer: Int
    /// Per input, the elements of one row from the axis on.
    private let widths: [Int]

    init(_ shapes: [[Int]], axis: Int) {
        outer = shapes[0][..<axis].reduce(1, *)
        widths = shapes.map { $0[axis...].reduce(1, *) }
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        var target = output
        for row in 0..<outer {
            for (input, width) in zip(inputs, widths) {
                target.update(from: input + row * width, count: width)
                target += width
            }
        }
    }
}

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

/// One number out of all along some dimensions.
struct ReductionKernel: PortableKernel {
    private let reduction: Reduction
    private let shape: [Int]
    private let walk: BroadcastWalk
    private let outputCount: Int

    init(_ reduction: Reduction, _ shape: [Int], axes: [Int]) {
        self.reduction = reduction
        self.shape = shape
        let reduced = shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
        walk = BroadcastWalk(reduced, in: shape)
        outputCount = reduced.reduce(1, *)
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        let start: Float =
            switch reduction {
            case .mean, .sum: 0
            case .maximum: -.infinity
            case .minimum: .infinity
            }
        output.update(repeating: start, count: outputCount)
        for (index, place) in MultiIndex.all(in: shape).enumerated() {
            let target = output + walk.position(place)
            switch reduction {
            case .mean, .sum: target.pointee += inputs[0][index]
            case .maximum: target.pointee = max(target.pointee, inputs[0][index])
            case .minimum: target.pointee = min(target.pointee, inputs[0][index])
            }
        }
        guard reduction == .mean else { return }
        let factor = Float(outputCount) / Float(max(1, shape.reduce(1, *)))
        for index in 0..<outputCount { output[index] *= factor }
    }
}

/// The same numbers with their dimensions in another order.
struct PermutationKernel: PortableKernel {
    private let result: [Int]
    private let strides: [Int]

    init(_ shape: [Int], order: [Int]) {
        result = order.map { shape[$0] }
        let source = Shape.strides(shape)
        strides = order.map { source[$0] }
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for (index, place) in MultiIndex.all(in: result).enumerated() {
            output[index] = inputs[0][zip(place, strides).reduce(0) { $0 + $1.0 * $1.1 }]
        }
    }
}
