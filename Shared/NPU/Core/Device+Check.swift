extension Device {
    /// The most that any size of a device may be; it keeps products of sizes within 64 bits.
    private static let sizeLimit = 1 << 20

    /// - Throws: The first key that makes no sense, and why.
    func check() throws(DeviceError) {
        guard !name.isEmpty else { throw DeviceError("name", "is empty") }
        try Self.size(tile.rows, "tile.rows")
        try Self.size(tile.inner, "tile.inner")
        try Self.size(tile.columns, "tile.columns")
        try Self.size(vectorLanes, "vector_lanes")
        try Self.size(controlCycles, "control_cycles", from: 0)
        try Self.size(fillCycles, "fill_cycles", from: 0)
        guard !isStackable || (tile.rows.isMultiple(of: 2) && tile.columns.isMultiple(of: 2)) else {
            throw DeviceError("stackable", "pairs of elements need even tile.rows and tile.columns")
        }
        guard [8, 16].contains(wordBits) else { throw DeviceError("word_bits", "\(wordBits) is neither 8 nor 16") }
        guard [16, 32, 64].contains(accumulatorBits), accumulatorBits >= 2 * wordBits else {
            throw DeviceError("accumulator_bits", "\(accumulatorBits) is none of 16, 32, 64, or below twice word_bits")
        }
        try Self.rate(clockHertz, "clock_mhz", in: 1e3...1e11, of: 1e6)
        try Self.rate(readBandwidth, "read_gb_s", in: 1...1e14, of: 1e9)
        try Self.rate(writeBandwidth, "write_gb_s", in: 1...1e14, of: 1e9)
        try checkMemories()
        for (cost, key) in [
            (energy.mac, "energy.mac_pj"), (energy.onChipByte, "energy.on_chip_byte_pj"),
            (energy.offChipByte, "energy.off_chip_byte_pj"), (energy.idleWatts, "energy.idle_w"),
        ] {
            try Self.rate(cost, key, in: 0...1e9)
        }
    }

    /// Tiles are loaded and stored while others are in use, so every memory holds two.
    private func checkMemories() throws(DeviceError) {
        try Self.memory(inputBytes, "input_kib", holds: tile.rows * tile.inner * wordBytes)
        try Self.memory(weightBytes, "weight_kib", holds: tile.inner * tile.columns * wordBytes)
        try Self.memory(outputBytes, "output_kib", holds: tile.rows * tile.columns * accumulatorBytes)
    }

    private static func memory(_ bytes: Int, _ key: String, holds tile: Int) throws(DeviceError) {
        guard bytes >= 2 * tile else {
            throw DeviceError(key, "\(bytes) bytes are less than two tiles of \(tile), and tiles are double-buffered")
        }
        guard bytes <= 1 << 40 else { throw DeviceError(key, "\(bytes) bytes are more than any chip has") }
    }

    private static func size(_ value: Int, _ key: String, from least: Int = 1) throws(DeviceError) {
        guard (least...sizeLimit).contains(value) else {
            throw DeviceError(key, "\(value) is not in \(least)…\(sizeLimit)")
        }
    }

    /// The message is in the key's unit.
    private static func rate(
        _ value: Double,
        _ key: String,
        in range: ClosedRange<Double>,
        of unit: Double = 1
    ) throws(DeviceError) {
        guard !range.contains(value) else { return }
        throw DeviceError(key, "\(value / unit) is not in \(range.lowerBound / unit)…\(range.upperBound / unit)")
    }
}
