/// The gzip format (RFC 1952), one member.
enum GZIPCoding {
    private static let hasChecksum: UInt8 = 2
    private static let hasExtra: UInt8 = 4
    private static let hasName: UInt8 = 8
    private static let hasComment: UInt8 = 16

    static func decode(_ bytes: [UInt8], limit: Int) throws(InflateFailure) -> [UInt8] {
        var inflater = Inflater(bytes, at: try headerLength(of: bytes), limit: limit)
        let end = try inflater.run()
        guard bytes.count == end + 8 else { throw bytes.count < end + 8 ? .truncated : .corrupt }
        let checksum = littleEndian(bytes[end..<(end + 4)])
        let length = littleEndian(bytes[(end + 4)...])
        guard checksum == CRC32.of(inflater.output), length == UInt32(truncatingIfNeeded: inflater.output.count) else {
            throw .corrupt
        }
        return inflater.output
    }

    private static func headerLength(of bytes: [UInt8]) throws(InflateFailure) -> Int {
        guard bytes.count >= 18 else { throw .truncated }
        guard bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { throw .corrupt }
        let flags = bytes[3]
        var position = 10
        if flags & hasExtra != 0 {
            position += 2 + Int(bytes[10]) + Int(bytes[11]) << 8
        }
        for flag in [hasName, hasComment] where flags & flag != 0 {
            guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else { throw .truncated }
            position = end + 1
        }
        return flags & hasChecksum != 0 ? position + 2 : position
    }

    private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
