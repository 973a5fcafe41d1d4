/// The factor L of a symmetric positive matrix A = L·Lᵀ, to solve equations with it.
package struct Cholesky {
    private typealias Lanes = SIMD8<Double>

    private let size: Int
    /// The lower triangle, in rows padded to whole lanes.
    private var factor: [Double]
    private let stride: Int

    /// Factorizes; `nil` if the matrix is not positive definite within rounding.
    ///
    /// - Parameter matrix: Square and symmetric; its upper triangle is not looked at.
    package init?(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "only a square matrix has this factor")
        size = matrix.rows
        stride = (size + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
        factor = Array(repeating: 0, count: size * stride)
        for row in 0..<size {
            for column in 0...row {
                let rest = matrix[row, column] - dot(row, column, count: column)
                if row == column {
                    guard rest > 0, rest.isFinite else { return nil }
                    factor[row * stride + row] = rest.squareRoot()
                } else {
                    factor[row * stride + column] = rest / factor[column * stride + column]
                }
            }
        }
    }

    /// The X of A·X = B.
    package func solve(_ right: Matrix) -> Matrix {
        precondition(right.rows == size, "the right side has a row per unknown")
        var result = right
        let width = right.columns
        result.numbers.withUnsafeMutableBufferPointer { numbers in
            for row in 0..<size {
                for earlier in 0..<row { subtract(factor[row * stride + earlier], earlier, from: row, width, numbers) }
                divide(row, by: factor[row * stride + row], width, numbers)
            }
            for row in (0..<size).reversed() {
                for later in row + 1..<size { subtract(factor[later * stride + row], later, from: row, width, numbers) }
                divide(row, by: factor[row * stride + row], width, numbers)
            }
        }
        return result
    }

    /// Of the first `count` numbers of two rows; what lies behind them in whole lanes is still 0 in one of them.
    private func dot(_ one: Int, _ other: Int, count: Int) -> Double {
        factor.withUnsafeBytes { bytes in
            let first = one * stride * MemoryLayout<Double>.size
            let second = other * stride * MemoryLayout<Double>.size
            var sum = Lanes.zero
            for offset in Swift.stride(from: 0, to: count * MemoryLayout<Double>.size, by: MemoryLayout<Lanes>.size) {
                sum +=
                    bytes.loadUnaligned(fromByteOffset: first + offset, as: Lanes.self)
                    * bytes.loadUnaligned(fromByteOffset: second + offset, as: Lanes.self)
            }
            return sum.sum()
        }
    }

    private func subtract(
        _ scale: Double,
        _ source: Int,
        from target: Int,
        _ width: Int,
        _ numbers: UnsafeMutableBufferPointer<Double>
    ) {
        for column in 0..<width { numbers[target * width + column] -= scale * numbers[source * width + column] }
    }

    private func divide(_ row: Int, by scale: Double, _ width: Int, _ numbers: UnsafeMutableBufferPointer<Double>) {
        for column in 0..<width { numbers[row * width + column] /= scale }
    }
}
