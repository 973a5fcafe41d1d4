import Foundation
package import NPU
import YAMLFiles

/// A file of `deploy/npu`: an accelerator, how it computes, and what goes wrong with it.
package struct DeviceFile: Sendable {
    /// The number format in which answers are computed; the time is that of the device's words in any case.
    package enum Arithmetic: String, CaseIterable, Sendable {
        case f32
        case bf16
        /// Bytes in convolutions, as the CPU's `int8`; the model's folder needs ranges of activations.
        case int8
        /// 16-bit words with a binary point.
        case fixed16
    }

    package let device: Device
    package let rule: MappingRule
    package let arithmetic: Arithmetic
    /// Bits after the point of activations in `fixed16`.
    package let fractionBits: Int
    /// What the host spends to start one stage.
    package let launchMicroseconds: Double
    package let faults: DeviceFaults

    /// A device without a file, which computes in f32.
    package init(_ device: Device, launchMicroseconds: Double = 0, faults: DeviceFaults = DeviceFaults()) {
        self.device = device
        self.launchMicroseconds = launchMicroseconds
        self.faults = faults
        rule = device.isStackable ? .free : MappingRule(.fluid)
        arithmetic = .f32
        fractionBits = 10
    }

    /// What stages take on it by the table.
    package func times(_ table: MappingTable) -> StageTimes {
        StageTimes(table, launchMicroseconds: launchMicroseconds)
    }

    /// Reads a file and checks it.
    ///
    /// - Throws: ``FileError`` with the key and the reason.
    package init(path: String) throws {
        let fields = try YAMLFields(path: path)
        device = try Self.device(fields)
        let mapping = try fields.text("mapping") ?? MappingRule.free.description
        guard let rule = MappingRule(mapping) else {
            throw fields.failure("mapping", "'\(mapping)' is none of \(MappingRule.names)")
        }
        guard !rule.stacks || device.isStackable else {
            throw fields.failure("mapping", "'\(mapping)' stacks elements that are not stackable")
        }
        self.rule = rule
        let arithmetic = try fields.text("arithmetic") ?? Arithmetic.f32.rawValue
        guard let arithmetic = Arithmetic(rawValue: arithmetic) else {
            throw fields.failure("arithmetic", "'\(arithmetic)' is none of f32, bf16, int8, fixed16")
        }
        guard arithmetic != .fixed16 || (device.wordBits == 16 && device.accumulatorBits >= 32) else {
            throw fields.failure("arithmetic", "'fixed16' needs word_bits of 16 and accumulator_bits of 32 or more")
        }
        self.arithmetic = arithmetic
        fractionBits = try fields.whole("fraction_bits", in: 0...15) ?? 10
        launchMicroseconds = try fields.number("launch_us", in: 0...1e6) ?? 0
        faults = try fields.fields("faults").map(DeviceFaults.init) ?? DeviceFaults()
        try fields.close()
    }

    private static func device(_ fields: YAMLFields) throws -> Device {
        let tile: YAMLFields = try fields.fields("tile") ?? fields.missing("tile")
        let size = TileSize(
            rows: try tile.whole("rows") ?? tile.missing("rows"),
            inner: try tile.whole("inner") ?? tile.missing("inner"),
            columns: try tile.whole("columns") ?? tile.missing("columns")
        )
        try tile.close()
        let batching = try fields.text("inner_batching") ?? InnerBatching.packed.rawValue
        guard let batching = InnerBatching(rawValue: batching) else {
            throw fields.failure("inner_batching", "'\(batching)' is neither packed nor padded")
        }
        do {
            return try Device(
                name: try fields.text("name") ?? fields.missing("name"),
                tile: size,
                isStackable: try fields.flag("stackable") ?? true,
                innerBatching: batching,
                wordBits: try fields.whole("word_bits") ?? 16,
                accumulatorBits: try fields.whole("accumulator_bits") ?? 32,
                inputBytes: try bytes(fields, "input_kib"),
                weightBytes: try bytes(fields, "weight_kib"),
                outputBytes: try bytes(fields, "output_kib"),
                readBandwidth: try number(fields, "read_gb_s") * 1e9,
                writeBandwidth: try number(fields, "write_gb_s") * 1e9,
                clockHertz: try number(fields, "clock_mhz") * 1e6,
                fillCycles: try fields.whole("fill_cycles") ?? fields.missing("fill_cycles"),
                controlCycles: try fields.whole("control_cycles") ?? fields.missing("control_cycles"),
                vectorLanes: try fields.whole("vector_lanes") ?? fields.missing("vector_lanes"),
                energy: try energy(fields)
            )
        } catch let error as DeviceError {
            throw FileError(file: fields.file, key: error.key, reason: error.reason)
        }
    }

    private static func bytes(_ fields: YAMLFields, _ key: String) throws -> Int {
        Int(try number(fields, key, in: 0...1e9) * 1_024)
    }

    private static func number(_ fields: YAMLFields, _ key: String, in range: ClosedRange<Double> = 0...1e9) throws
        -> Double
    {
        try fields.number(key, in: range) ?? fields.missing(key)
    }

    private static func energy(_ fields: YAMLFields) throws -> EnergyTable {
        var table = EnergyTable()
        guard let own = try fields.fields("energy") else { return table }
        table.mac = try own.number("mac_pj") ?? table.mac
        table.onChipByte = try own.number("on_chip_byte_pj") ?? table.onChipByte
        table.offChipByte = try own.number("off_chip_byte_pj") ?? table.offChipByte
        table.idleWatts = try own.number("idle_w") ?? table.idleWatts
        try own.close()
        return table
    }
}
