/// Takes bits out of bytes, the low ones first.
struct BitReader {
    private let bytes: [UInt8]
    /// Of the next byte that has not been taken at all.
    private(set) var position: Int
    private var bits: UInt32 = 0
    private var count = 0

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The next bits, at most 16, the first one lowest.
    mutating func take(_ wanted: Int) throws(InflateFailure) -> Int {
        while count < wanted {
            guard position < bytes.count else { throw .truncated }
            bits |= UInt32(bytes[position]) << UInt32(count)
            position += 1
            count += 8
        }
        let value = bits & ((1 << UInt32(wanted)) - 1)
        bits >>= UInt32(wanted)
        count -= wanted
        return Int(value)
    }

    /// Goes on at the next whole byte.
    mutating func align() {
        // Whole bytes never wait here, since no more are taken than are asked for.
        bits = 0
        count = 0
    }

    /// The next whole bytes.
    mutating func takeBytes(_ wanted: Int) throws(InflateFailure) -> ArraySlice<UInt8> {
        guard wanted <= bytes.count - position else { throw .truncated }
        defer { position += wanted }
        return bytes[position..<(position + wanted)]
    }
}
