/// The zlib format (RFC 1950), which HTTP calls deflate.
enum ZLIBCoding {
    static func decode(_ bytes: [UInt8], limit: Int) throws(InflateFailure) -> [UInt8] {
        guard bytes.count >= 6 else { throw .truncated }
        let header = Int(bytes[0]) << 8 | Int(bytes[1])
        let hasDictionary = bytes[1] & 0x20 != 0
        guard bytes[0] & 15 == 8, header % 31 == 0, !hasDictionary else { throw .corrupt }
        var inflater = Inflater(bytes, at: 2, limit: limit)
        let end = try inflater.run()
        guard bytes.count == end + 4 else { throw bytes.count < end + 4 ? .truncated : .corrupt }
        let checksum = bytes[end...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard checksum == adler32(of: inflater.output) else { throw .corrupt }
        return inflater.output
    }

    private static func adler32(of bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 1
        var sumOfSums: UInt32 = 0
        for byte in bytes {
            sum = (sum + UInt32(byte)) % 65_521
            sumOfSums = (sumOfSums + sum) % 65_521
        }
        return sumOfSums << 16 | sum
    }
}
