/// A pool, all channels of one pixel in the inner loop.
struct PoolKernel: PortableKernel {
    private let step: PoolStep

    init(_ step: PoolStep) {
        self.step = step
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        var target = output
        for sample in 0..<step.batch {
            let picture = inputs[0] + sample * step.rows.input * step.columns.input * step.channels
            for row in 0..<step.rows.output {
                for column in 0..<step.columns.output {
                    compute(picture, row, column, target)
                    target += step.channels
                }
            }
        }
    }

    private func compute(
        _ picture: UnsafePointer<Float>,
        _ row: Int,
        _ column: Int,
        _ target: UnsafeMutablePointer<Float>
    ) {
        let ys = Self.taps(step.rows, row)
        let xs = Self.taps(step.columns, column)
        target.update(repeating: step.function == .maximum ? -.infinity : 0, count: step.channels)
        for y in ys {
            for x in xs {
                let source = picture + (y * step.columns.input + x) * step.channels
                if step.function == .maximum {
                    for channel in 0..<step.channels { target[channel] = max(target[channel], source[channel]) }
                } else {
                    for channel in 0..<step.channels { target[channel] += source[channel] }
                }
            }
        }
        guard case .average(let countsPadding) = step.function else { return }
        let count =
            countsPadding
            ? Self.paddedTapCount(step.rows, row) * Self.paddedTapCount(step.columns, column) : ys.count * xs.count
        let factor = 1 / Float(max(1, count))
        for channel in 0..<step.channels { target[channel] *= factor }
    }

    /// The positions of a window's taps that lie in the picture.
    private static func taps(_ axis: AxisGeometry, _ index: Int) -> [Int] {
        let start = index * axis.stride - axis.before
        return (0..<axis.kernel).map { start + $0 * axis.dilation }.filter { $0 >= 0 && $0 < axis.input }
    }

    /// Those that lie in the picture or its padding; a window that was rounded up may reach beyond both.
    private static func paddedTapCount(_ axis: AxisGeometry, _ index: Int) -> Int {
        let start = index * axis.stride - axis.before
        return (0..<axis.kernel).count { start + $0 * axis.dilation < axis.input + axis.after }
    }
}
