import YAMLFiles

/// What goes wrong with an emulated device, on purpose; nothing unless a file says so.
package struct DeviceFaults: Equatable, Sendable {
    /// Seconds of work after which the device is too hot, and the factor on its times from then on.
    package var throttleAfterSeconds: Double?
    package var throttleFactor = 1.0
    /// How probable it is that a stage stalls, and for how long.
    package var stallProbability = 0.0
    package var stallMicroseconds = 0.0
    /// Samples after which the process ends without a word.
    package var crashAfterJobs: Int?
    /// How probable it is that a transfer between host and device has a bit wrong.
    package var bitErrorProbability = 0.0
    package var seed: UInt64 = 1

    package init() {}

    init(_ fields: YAMLFields) throws {
        if let heat = try fields.fields("throttle") {
            throttleAfterSeconds = try heat.number("after_s") ?? heat.missing("after_s")
            throttleFactor = try heat.number("factor", in: 1...1_000) ?? heat.missing("factor")
            try heat.close()
        }
        if let stall = try fields.fields("stall") {
            stallProbability = try stall.number("probability", in: 0...1) ?? stall.missing("probability")
            stallMicroseconds = try stall.number("us", in: 0...1e7) ?? stall.missing("us")
            try stall.close()
        }
        crashAfterJobs = try fields.whole("crash_after_jobs", in: 1...Int.max)
        bitErrorProbability = try fields.number("dma_bit_error", in: 0...1) ?? 0
        seed = UInt64(try fields.whole("seed") ?? 1)
        try fields.close()
    }
}
