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
        var places = Odometer(shape, strides: [walk.strides])
        for index in 0..<places.count {
            let target = output + places.positions[0]
            places.advance()
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
