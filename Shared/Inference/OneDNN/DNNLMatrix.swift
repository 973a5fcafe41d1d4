import CDNNL
package import Inference

/// Products of plain matrices, for work on networks rather than in them.
package enum DNNLMatrix {
    /// Multiplies the transpose of a matrix by the matrix, on one thread.
    ///
    /// - Parameters:
    ///   - rows: Row after row, each of `columns` numbers.
    ///   - columns: At least 1.
    /// - Returns: `columns` × `columns` numbers, row after row.
    /// - Throws: ``InferenceError/backend(_:)``.
    package static func gram(_ rows: [Float], columns: Int) throws(InferenceError) -> [Float] {
        precondition(columns > 0 && rows.count % columns == 0, "a matrix is whole rows")
        DNNLBackend.prepareThread()
        var result = [Float](repeating: 0, count: columns * columns)
        let size = dnnl_dim_t(columns)
        let height = dnnl_dim_t(rows.count / columns)
        let transposed = CChar(UInt8(ascii: "T"))
        let plain = CChar(UInt8(ascii: "N"))
        let status = dnnl_sgemm(transposed, plain, size, size, height, 1, rows, size, rows, size, 0, &result, size)
        do throws(DNNLFailure) { try check(status, "sgemm") } catch { throw .backend(error.reason) }
        return result
    }
}
