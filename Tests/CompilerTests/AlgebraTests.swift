import Testing

@testable import ModelCompiler

@Suite("The algebra of fits")
struct AlgebraTests {
    /// A symmetric positive matrix: numbers without a pattern times themselves, and some more on the diagonal.
    private static func positive(_ size: Int) -> Matrix {
        var root = Matrix(rows: size, columns: size)
        for row in 0..<size {
            for column in 0..<size { root[row, column] = Double((row * 31 + column * 17 + row * column) % 23) / 11 - 1 }
        }
        var product = root * root.transposed
        for index in 0..<size { product[index, index] += 0.5 }
        return product
    }

    private static func difference(_ one: Matrix, _ other: Matrix) -> Double {
        zip(one.numbers, other.numbers).map { abs($0 - $1) }.max() ?? 0
    }

    @Test("solves equations of any size, whole lanes or not", arguments: [1, 2, 7, 8, 9, 33])
    func solves(size: Int) throws {
        let matrix = Self.positive(size)
        var wanted = Matrix(rows: size, columns: 3)
        for index in wanted.numbers.indices { wanted.numbers[index] = Double(index % 7) - 3 }
        let found = try #require(Cholesky(matrix)).solve(matrix * wanted)
        #expect(Self.difference(found, wanted) < 1e-7)
    }

    @Test("says of a matrix that is not positive that it has no such factor")
    func refusesIndefinite() {
        #expect(Cholesky(Matrix(rows: 2, columns: 2, numbers: [1, 2, 2, 1])) == nil)
    }

    @Test("puts a matrix together again from eigenvalues, which fall", arguments: [1, 2, 5, 24])
    func diagonalizes(size: Int) {
        let matrix = Self.positive(size)
        let eigen = SymmetricEigen(matrix)
        var scaled = eigen.vectors
        for row in 0..<size { for column in 0..<size { scaled[row, column] *= eigen.values[column] } }
        #expect(Self.difference(scaled * eigen.vectors.transposed, matrix) < 1e-8)
        #expect(eigen.values == eigen.values.sorted(by: >))
    }

    @Test("finds the line that points lie on")
    func fitsExactly() throws {
        var regression = Regression(inputs: 2, outputs: 1)
        for step in 0..<3_000 {
            let (a, b) = (Float(step % 17) - 8, Float(step % 5) - 2)
            try regression.add { $0 += [a, b, 3 * a - 2 * b + 7] }
        }
        try regression.flush()
        let (weights, predicted) = regression.fit(prior: Matrix(rows: 2, columns: 1), pull: 1e-9)
        #expect(abs(weights[0, 0] - 3) < 1e-4)
        #expect(abs(weights[1, 0] + 2) < 1e-4)
        #expect(abs(predicted[0, 0] - regression.outputCovariance[0, 0]) < 1e-2)
        let offset = regression.outputMeans[0] - 3 * regression.inputMeans[0] + 2 * regression.inputMeans[1]
        #expect(abs(offset - 7) < 1e-3)
    }

    @Test("keeps to what was given where there is no evidence")
    func keepsPrior() throws {
        var regression = Regression(inputs: 2, outputs: 1)
        for step in 0..<100 {
            // The second input never moves.
            try regression.add { $0 += [Float(step % 10), 1, Float(step % 10) * 2] }
        }
        try regression.flush()
        let prior = Matrix(rows: 2, columns: 1, numbers: [0, 5])
        let weights = regression.fit(prior: prior, pull: 1e-6).weights
        #expect(abs(weights[0, 0] - 2) < 1e-3)
        #expect(abs(weights[1, 0] - 5) < 1e-3)
    }
}
