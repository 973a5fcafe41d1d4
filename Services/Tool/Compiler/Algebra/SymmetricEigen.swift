/// The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations.
///
/// Rotations converge quadratically and need no library; the matrices here have a row per output channel, a few hundred
/// at most.
package struct SymmetricEigen: Sendable {
    private static let sweepLimit = 30

    /// From the largest to the smallest.
    package let values: [Double]
    /// A column per value, orthonormal.
    package let vectors: Matrix

    /// - Parameter matrix: Square and symmetric.
    package init(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "only a square matrix has eigenvectors")
        var rotated = matrix
        // Kept by rows while rotating: a rotation then touches two rows that lie together.
        var basis = Matrix(rows: matrix.rows, columns: matrix.rows)
        for index in 0..<matrix.rows { basis[index, index] = 1 }
        for _ in 0..<Self.sweepLimit {
            guard Self.offDiagonal(rotated) > 1e-22 * Self.squareSum(rotated) else { break }
            for first in 0..<matrix.rows {
                for second in first + 1..<max(first + 1, matrix.rows) { Self.rotate(&rotated, &basis, first, second) }
            }
        }
        let order = (0..<matrix.rows).sorted { rotated[$0, $0] > rotated[$1, $1] }
        values = order.map { rotated[$0, $0] }
        var sorted = Matrix(rows: matrix.rows, columns: matrix.rows)
        for (column, index) in order.enumerated() {
            for row in 0..<matrix.rows { sorted[row, column] = basis[index, row] }
        }
        vectors = sorted
    }

    private static func squareSum(_ matrix: Matrix) -> Double { matrix.numbers.reduce(0) { $0 + $1 * $1 } }

    private static func offDiagonal(_ matrix: Matrix) -> Double {
        squareSum(matrix) - (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] * matrix[$1, $1] }
    }

    /// Makes the number at (p, q) zero.
    private static func rotate(_ matrix: inout Matrix, _ basis: inout Matrix, _ p: Int, _ q: Int) {
        let coupling = matrix[p, q]
        guard coupling != 0 else { return }
        let ratio = (matrix[q, q] - matrix[p, p]) / (2 * coupling)
        let tangent = (ratio >= 0 ? 1.0 : -1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        let size = matrix.rows
        matrix.numbers.withUnsafeMutableBufferPointer { numbers in
            mix(numbers, p * size, q * size, step: 1, size, cosine, sine)
            mix(numbers, p, q, step: size, size, cosine, sine)
        }
        basis.numbers.withUnsafeMutableBufferPointer { numbers in
            mix(numbers, p * size, q * size, step: 1, size, cosine, sine)
        }
    }

    private static func mix(
        _ numbers: UnsafeMutableBufferPointer<Double>,
        _ first: Int,
        _ second: Int,
        step: Int,
        _ count: Int,
        _ cosine: Double,
        _ sine: Double
    ) {
        for index in 0..<count {
            let (a, b) = (numbers[first + index * step], numbers[second + index * step])
            numbers[first + index * step] = cosine * a - sine * b
            numbers[second + index * step] = sine * a + cosine * b
        }
    }
}
