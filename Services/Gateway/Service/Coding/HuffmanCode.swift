/// A canonical prefix code (RFC 1951, 3.2.2), read bit by bit.
struct HuffmanCode {
    private static let longest = 15

    /// How many codes have each length.
    private var counts = [Int](repeating: 0, count: longest + 1)
    /// Symbols in the order of their codes.
    private var symbols: [Int] = []

    /// Makes the code in which symbol `n` has a code of `lengths[n]` bits, none if that is zero.
    ///
    /// More codes than the lengths leave room for are corrupt; fewer are allowed for a single symbol.
    init(_ lengths: [Int]) throws(InflateFailure) {
        for length in lengths { counts[length] += 1 }
        counts[0] = 0
        var room = 1
        for length in 1...Self.longest {
            room = room * 2 - counts[length]
            guard room >= 0 else { throw .corrupt }
        }
        let used = counts.reduce(0, +)
        guard room == 0 || used <= 1 else { throw .corrupt }
        symbols.reserveCapacity(used)
        for length in 1...Self.longest where counts[length] > 0 {
            for (symbol, own) in lengths.enumerated() where own == length { symbols.append(symbol) }
        }
    }

    func next(from reader: inout BitReader) throws(InflateFailure) -> Int {
        var code = 0
        var first = 0
        var index = 0
        for length in 1...Self.longest {
            code |= try reader.take(1)
            let count = counts[length]
            if code - first < count { return symbols[index + code - first] }
            index += count
            first = (first + count) << 1
            code <<= 1
        }
        throw .corrupt
    }
}
