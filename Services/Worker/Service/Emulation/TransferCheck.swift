/// The checksum that guards what crosses between host and device: CRC-32 as Ethernet has it, which finds every single
/// wrong bit.
package enum TransferCheck {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in (value >> 1) ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    package static func sum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    /// Whether the receiver's checksum is the sender's after that bit was turned on the way.
    package static func passes(_ bytes: [UInt8], turning bit: Int) -> Bool {
        var received = bytes
        received[bit / 8] ^= 1 << UInt8(bit % 8)
        return sum(received) == sum(bytes)
    }
}
