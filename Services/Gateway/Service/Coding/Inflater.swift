/// Unpacks a deflate stream (RFC 1951), up to a limit.
struct Inflater {
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    /// In which order the lengths of the code for code lengths come (3.2.7).
    private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private var reader: BitReader
    private let limit: Int
    private(set) var output: [UInt8] = []

    /// The stream starts at that position of the bytes; more than `limit` bytes do not come out of it.
    init(_ bytes: [UInt8], at position: Int, limit: Int) {
        reader = BitReader(bytes, at: position)
        self.limit = limit
    }

    /// Unpacks the whole stream.
    ///
    /// - Returns: Where the bytes go on behind it.
    mutating func run() throws(InflateFailure) -> Int {
        var isLast = false
        while !isLast {
            isLast = try reader.take(1) == 1
            switch try reader.take(2) {
            case 0: try copyStored()
            case 1: try unpack(Self.fixedLiterals(), Self.fixedDistances())
            case 2:
                let (literals, distances) = try readCodes()
                try unpack(literals, distances)
            default: throw .corrupt
            }
        }
        reader.align()
        return reader.position
    }

    private mutating func copyStored() throws(InflateFailure) {
        reader.align()
        let length = try reader.take(16)
        guard try reader.take(16) == length ^ 0xFFFF else { throw .corrupt }
        guard output.count + length <= limit else { throw .tooLarge }
        output.append(contentsOf: try reader.takeBytes(length))
    }

    private mutating func unpack(_ literals: HuffmanCode, _ distances: HuffmanCode) throws(InflateFailure) {
        while true {
            let symbol = try literals.next(from: &reader)
            switch symbol {
            case 0..<256:
                guard output.count < limit else { throw .tooLarge }
                output.append(UInt8(symbol))
            case 256: return
            case 257..<286: try copyBack(symbol - 257, distances)
            default: throw .corrupt
            }
        }
    }

    private mutating func copyBack(_ lengthSymbol: Int, _ distances: HuffmanCode) throws(InflateFailure) {
        let length = Self.lengthBases[lengthSymbol] + (try reader.take(Self.lengthBits[lengthSymbol]))
        let symbol = try distances.next(from: &reader)
        guard symbol < Self.distanceBases.count else { throw .corrupt }
        let distance = Self.distanceBases[symbol] + (try reader.take(Self.distanceBits[symbol]))
        guard distance <= output.count else { throw .corrupt }
        guard output.count + length <= limit else { throw .tooLarge }
        // Byte by byte, since the copy may read what it has just written.
        for _ in 0..<length { output.append(output[output.count - distance]) }
    }

    private mutating func readCodes() throws(InflateFailure) -> (literals: HuffmanCode, distances: HuffmanCode) {
        let literalCount = try reader.take(5) + 257
        let distanceCount = try reader.take(5) + 1
        let codeCount = try reader.take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw .corrupt }
        var codeLengths = [Int](repeating: 0, count: Self.codeOrder.count)
        for symbol in Self.codeOrder.prefix(codeCount) { codeLengths[symbol] = try reader.take(3) }
        let lengths = try readLengths(literalCount + distanceCount, with: HuffmanCode(codeLengths))
        // Without an end-of-block code the block would have no end.
        guard lengths[256] > 0 else { throw .corrupt }
        return (
            try HuffmanCode(Array(lengths[..<literalCount])), try HuffmanCode(Array(lengths[literalCount...]))
        )
    }

    private mutating func readLengths(_ count: Int, with code: HuffmanCode) throws(InflateFailure) -> [Int] {
        var lengths: [Int] = []
        while lengths.count < count {
            let symbol = try code.next(from: &reader)
            switch symbol {
            case 0...15: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw .corrupt }
                lengths.append(contentsOf: repeatElement(last, count: try reader.take(2) + 3))
            case 17: lengths.append(contentsOf: repeatElement(0, count: try reader.take(3) + 3))
            default: lengths.append(contentsOf: repeatElement(0, count: try reader.take(7) + 11))
            }
        }
        guard lengths.count == count else { throw .corrupt }
        return lengths
    }

    private static func fixedLiterals() throws(InflateFailure) -> HuffmanCode {
        try HuffmanCode((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    }

    /// Thirty-two codes, of which the last two stand for nothing.
    private static func fixedDistances() throws(InflateFailure) -> HuffmanCode {
        try HuffmanCode([Int](repeating: 5, count: 32))
    }
}
