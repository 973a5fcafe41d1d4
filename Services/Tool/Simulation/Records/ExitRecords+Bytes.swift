/// The file form: all numbers little-endian.
///
/// | bytes | what |
/// |---|---|
/// | 4 | `RBX1` |
/// | 2 | exits `E` |
/// | 4 | samples `S` |
/// | 2 and so many | length of the model's name and the name, `name/version` in UTF-8 |
/// | 2·S·E | confidences in 65,535ths, sample by sample |
/// | S | judgments, bit `e` for exit `e` |
/// | 4 | FNV-1a hash of everything before |
extension ExitRecords {
    /// Why bytes are no records.
    package enum Failure: Error, Equatable {
        /// It does not begin with `RBX1`.
        case foreign
        case truncated
        /// The hash at the end is not that of what precedes it.
        case damaged
    }

    private static let magic: [UInt8] = Array("RBX1".utf8)

    package var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.append(number: UInt16(exitCount))
        bytes.append(number: UInt32(sampleCount))
        bytes.append(number: UInt16(model.utf8.count))
        bytes += Array(model.utf8)
        for sample in 0..<sampleCount {
            for exit in 0..<exitCount {
                let share = min(1, max(0, confidence(sample: sample, exit: exit)))
                bytes.append(number: UInt16((share * 65_535).rounded()))
            }
        }
        for sample in 0..<sampleCount {
            bytes.append((0..<exitCount).reduce(0) { isRight(sample: sample, exit: $1) ? $0 | 1 << UInt8($1) : $0 })
        }
        bytes.append(number: Self.hash(bytes[...]))
        return bytes
    }

    package init(bytes: [UInt8]) throws(Failure) {
        guard bytes.starts(with: Self.magic) else { throw .foreign }
        var place = 4
        func number(_ width: Int) throws(Failure) -> Int {
            guard place + width <= bytes.count else { throw .truncated }
            defer { place += width }
            return (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        let exits = try number(2)
        let samples = try number(4)
        let nameLength = try number(2)
        guard (1...8).contains(exits), samples > 0, bytes.count == place + nameLength + samples * (2 * exits + 1) + 4
        else { throw .truncated }
        let name = String(decoding: bytes[place..<place + nameLength], as: UTF8.self)
        place += nameLength
        var confidences: [[Float]] = []
        confidences.reserveCapacity(samples)
        for _ in 0..<samples {
            var row: [Float] = []
            for _ in 0..<exits { row.append(Float(try number(2)) / 65_535) }
            confidences.append(row)
        }
        let right = Array(bytes[place..<place + samples])
        place += samples
        guard UInt32(try number(4)) == Self.hash(bytes[..<(bytes.count - 4)]) else { throw .damaged }
        self.init(model: name, exitCount: exits, confidences: confidences, rightExits: right)
    }

    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}

extension [UInt8] {
    fileprivate mutating func append(number: some FixedWidthInteger) {
        for byte in 0..<number.bitWidth / 8 { append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
}
