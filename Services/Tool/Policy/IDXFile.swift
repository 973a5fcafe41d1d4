/// Numbers in the format of the MNIST family of data sets: unsigned bytes with their dimensions before them.
package struct IDXFile: Equatable, Sendable {
    /// Why bytes are not such a file.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        case notUnsignedBytes
        case wrongLength(expected: Int, found: Int)

        package var description: String {
            switch self {
            case .notUnsignedBytes: "not an idx file of unsigned bytes"
            case .wrongLength(let expected, let found): "its dimensions need \(expected) bytes, it has \(found)"
            }
        }
    }

    /// From the outermost, the number of items, to the innermost.
    package let dimensions: [Int]
    package let values: [UInt8]

    /// - Parameter bytes: The whole file, uncompressed; with at most 1 GiB of values.
    /// - Throws: When the header contradicts itself or the length.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, bytes[3] > 0 else {
            throw .notUnsignedBytes
        }
        let header = 4 + 4 * Int(bytes[3])
        guard bytes.count >= header else { throw .wrongLength(expected: header, found: bytes.count) }
        dimensions = stride(from: 4, to: header, by: 4).map { start in
            bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        var product = 1
        for dimension in dimensions { product = min(product * dimension, 1 << 30) }
        guard bytes.count - header == product else {
            throw .wrongLength(expected: product, found: bytes.count - header)
        }
        values = Array(bytes[header...])
    }

    /// The values of one item.
    package subscript(_ item: Int) -> ArraySlice<UInt8> {
        let size = dimensions[0] > 0 ? values.count / dimensions[0] : 0
        return values[item * size..<(item + 1) * size]
    }
}
