import Inference

/// A layer's weights as the matrix of a fit: a row for each number of its window, a column for each output.
///
/// Rows follow ``PatchReader``: height, width, channels. Files keep outputs, channels, height, width.
struct LayerWeights {
    /// Channels that it reads, and its window.
    private let channels: Int
    private let area: Int
    private let isPicture: Bool
    private let kernel: [Int]
    let outputs: Int
    let matrix: Matrix

    var taps: Int { channels * area }

    /// The weights of the original without the channels that the plan leaves out.
    init(_ site: FitSite, in graph: Graph, plan: ThinningPlan) {
        let all = graph.constants[site.weights]?.floats ?? []
        area = site.kernel.height * site.kernel.width
        isPicture = site.shape.count == 4
        kernel = Array(site.shape.dropFirst(2))
        let given = site.taps / area
        let inputs = plan.sources[site.output].flatMap { plan.channels[$0] } ?? Array(0..<given)
        let kept = plan.channels[site.output] ?? Array(0..<site.outputs)
        channels = inputs.count
        outputs = kept.count
        var matrix = Matrix(rows: inputs.count * area, columns: kept.count)
        for (column, output) in kept.enumerated() {
            for (place, channel) in inputs.enumerated() {
                for point in 0..<area {
                    matrix[point * inputs.count + place, column] = Double(
                        all[(output * given + channel) * area + point]
                    )
                }
            }
        }
        self.matrix = matrix
    }

    /// A matrix of this form as a file keeps it, with as many outputs as it has columns.
    func constant(_ matrix: Matrix) -> Constant {
        var numbers = [Float](repeating: 0, count: matrix.numbers.count)
        for output in 0..<matrix.columns {
            for channel in 0..<channels {
                for point in 0..<area {
                    numbers[(output * channels + channel) * area + point] = Float(
                        matrix[point * channels + channel, output]
                    )
                }
            }
        }
        return Constant(numbers, shape: [matrix.columns, channels] + kernel)
    }

    /// The same for a layer that reads single points: a row per channel.
    func pointConstant(_ matrix: Matrix) -> Constant {
        let numbers = matrix.transposed.numbers.map { Float($0) }
        return Constant(numbers, shape: [matrix.columns, matrix.rows] + (isPicture ? [1, 1] : []))
    }
}
