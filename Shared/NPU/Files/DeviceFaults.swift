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

    init(_ fields: FileFields) throws {
        if let heat = try fields.fields("throttle") {
            throttleAfterSeconds = try heat.number("after_s")
            throttleFactor = try heat.number("factor")
            guard (1...1_000).contains(throttleFactor) else { throw heat.failure("factor", "is not in 1…1000") }
            try heat.close()
        }
        if let stall = try fields.fields("stall") {
            stallProbability = try Self.share(stall, "probability")
            stallMicroseconds = try stall.number("us")
            guard (0...1e7).contains(stallMicroseconds) else { throw stall.failure("us", "is not in 0…10000000") }
            try stall.close()
        }
        if fields.has("crash_after_jobs") {
            let jobs = try fields.whole("crash_after_jobs")
            guard jobs > 0 else { throw fields.failure("crash_after_jobs", "is not above 0") }
            crashAfterJobs = jobs
        }
        bitErrorProbability = fields.has("dma_bit_error") ? try Self.share(fields, "dma_bit_error") : 0
        seed = UInt64(max(0, try fields.whole("seed", usual: 1)))
        try fields.close()
    }

    private static func share(_ fields: FileFields, _ key: String) throws -> Double {
        let share = try fields.number(key)
        guard (0...1).contains(share) else { throw fields.failure(key, "is not in 0…1") }
        return share
    }
}
