import InferenceDNNL

/// What a least-squares fit of outputs to inputs needs to know of the samples: their means and covariances.
///
/// Sums are taken in 32 bits over a thousand samples at a time and in 64 bits beyond.
package struct Regression {
    /// Samples that one product of matrices takes.
    private static let chunk = 1_024

    package let inputs: Int
    package let outputs: Int
    private var sums: [Double]
    private var pending: [Float] = []
    private var count = 0

    package init(inputs: Int, outputs: Int) {
        self.inputs = inputs
        self.outputs = outputs
        sums = Array(repeating: 0, count: (inputs + outputs + 1) * (inputs + outputs + 1))
    }

    private var width: Int { inputs + outputs + 1 }

    /// Adds one sample.
    ///
    /// - Parameter fill: Appends the inputs and then the outputs.
    /// - Throws: ``InferenceError`` where the kernel library fails.
    package mutating func add(_ fill: (inout [Float]) -> Void) throws {
        fill(&pending)
        pending.append(1)
        if pending.count >= Self.chunk * width { try flush() }
    }

    /// Takes in what was added last; call it before reading.
    package mutating func flush() throws {
        guard !pending.isEmpty else { return }
        count += pending.count / width
        let product = try DNNLMatrix.gram(pending, columns: width)
        for index in sums.indices { sums[index] += Double(product[index]) }
        pending.removeAll(keepingCapacity: true)
    }

    private func mean(_ column: Int) -> Double { sums[column * width + width - 1] / Double(max(1, count)) }

    package var inputMeans: [Double] { (0..<inputs).map(mean) }
    package var outputMeans: [Double] { (inputs..<inputs + outputs).map(mean) }

    /// Of the outputs, each minus its mean.
    package var outputCovariance: Matrix {
        centered(rows: inputs..<inputs + outputs, columns: inputs..<inputs + outputs)
    }

    private func centered(rows: Range<Int>, columns: Range<Int>) -> Matrix {
        var result = Matrix(rows: rows.count, columns: columns.count)
        let columnMeans = columns.map(mean)
        for (row, source) in rows.enumerated() {
            let rowMean = mean(source)
            for (column, other) in columns.enumerated() {
                result[row, column] =
                    sums[source * width + other] / Double(max(1, count)) - rowMean * columnMeans[column]
            }
        }
        return result
    }

    /// The weights that fit the outputs best: minimal squares, with a pull toward given weights where the samples say
    /// little.
    ///
    /// - Parameters:
    ///   - prior: [inputs, outputs]; what is right where there is no evidence.
    ///   - pull: Its strength as a share of the inputs' mean variance.
    /// - Returns: The weights, and the covariance of what they predict.
    package func fit(prior: Matrix, pull: Double) -> (weights: Matrix, predicted: Matrix) {
        var normal = centered(rows: 0..<inputs, columns: 0..<inputs)
        var right = centered(rows: 0..<inputs, columns: inputs..<inputs + outputs)
        let cross = right
        // The small constant keeps inputs that never move, as dead channels do, from making the matrix singular.
        let strength = pull * normal.trace / Double(inputs) + 1e-9
        for index in 0..<inputs { normal[index, index] += strength }
        for index in right.numbers.indices { right.numbers[index] += strength * prior.numbers[index] }
        let weights = Cholesky(normal)?.solve(right) ?? prior
        let product = weights.transposed * cross
        var predicted = product
        for row in 0..<outputs {
            for column in 0..<outputs { predicted[row, column] = (product[row, column] + product[column, row]) / 2 }
        }
        return (weights, predicted)
    }
}
