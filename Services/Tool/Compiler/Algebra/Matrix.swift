/// A dense matrix of doubles, row after row.
package struct Matrix: Equatable, Sendable {
    package let rows: Int
    package let columns: Int
    package var numbers: [Double]

    package init(rows: Int, columns: Int, numbers: [Double]) {
        precondition(numbers.count == rows * columns, "a matrix has as many numbers as its shape says")
        self.rows = rows
        self.columns = columns
        self.numbers = numbers
    }

    package init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, numbers: Array(repeating: 0, count: rows * columns))
    }

    package subscript(row: Int, column: Int) -> Double {
        get { numbers[row * columns + column] }
        set { numbers[row * columns + column] = newValue }
    }

    package var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows { for column in 0..<columns { result[column, row] = self[row, column] } }
        return result
    }

    /// The sum of the diagonal of a square matrix.
    package var trace: Double { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

    /// The first columns alone.
    package func columns(first count: Int) -> Matrix {
        var result = Matrix(rows: rows, columns: count)
        for row in 0..<rows { for column in 0..<count { result[row, column] = self[row, column] } }
        return result
    }

    package static func * (left: Matrix, right: Matrix) -> Matrix {
        precondition(left.columns == right.rows, "a product needs as many columns as rows")
        var result = Matrix(rows: left.rows, columns: right.columns)
        let width = right.columns
        result.numbers.withUnsafeMutableBufferPointer { sum in
            right.numbers.withUnsafeBufferPointer { factors in
                for row in 0..<left.rows {
                    for inner in 0..<left.columns {
                        let scale = left.numbers[row * left.columns + inner]
                        for column in 0..<width { sum[row * width + column] += scale * factors[inner * width + column] }
                    }
                }
            }
        }
        return result
    }
}
