import Domain
import Kernel
import NIOCore

/// Reads the body of `POST /v2/streams`.
enum StreamDecoder {
    /// From one frame in 100 s to one in a microsecond; admission says what is too fast.
    private static let rates = 0.01...1_000_000
    private static let deadlines = Duration.milliseconds(0.001)...Duration.seconds(60)

    static func decode(_ body: ByteBuffer) throws(APIProblem) -> StreamWish {
        var reader = JSONReader(Array(body.readableBytesView))
        var model: String?
        var rate: Double?
        var wish = StreamWish(model: "", framesPerSecond: 0)
        try reader.beginObject(in: "")
        while let key = try reader.nextKey(in: "") {
            switch key {
            case "model": model = try reader.string(in: key)
            case "version": wish.version = try reader.string(in: key)
            case "fps": rate = try self.rate(&reader)
            case "deadline_ms": wish.deadline = try deadline(&reader)
            case "frames": wish.frames = try natural(&reader, key, from: 1)
            case "min_exit": wish.minExit = try natural(&reader, key, from: 0)
            case "jitter_ms": wish.jitter = try jitter(&reader)
            case "specialize": wish.maySpecialize = try reader.bool(in: key)
            case "variant": wish.variant = try reader.string(in: key)
            case "variants": wish.variantIsAllowed = try reader.bool(in: key)
            case "tenant": wish.tenant = try TenantName.checked(try reader.string(in: key), key)
            default: try reader.skip(in: key)
            }
        }
        try reader.finish(in: "")
        guard let model else { throw .invalid("model", "missing_field", "is missing") }
        guard let rate else { throw .invalid("fps", "missing_field", "is missing") }
        wish.model = model
        wish.framesPerSecond = rate
        return wish
    }

    private static func rate(_ reader: inout JSONReader) throws(APIProblem) -> Double {
        let rate = try reader.double(in: "fps")
        guard rates ~= rate else {
            throw .invalid("fps", "out_of_range", "must be \(rates.lowerBound) to \(rates.upperBound)")
        }
        return rate
    }

    private static func deadline(_ reader: inout JSONReader) throws(APIProblem) -> Duration {
        let value = try reader.double(in: "deadline_ms")
        guard value > 0, value <= deadlines.upperBound.milliseconds else {
            throw .invalid("deadline_ms", "out_of_range", "must be positive and at most 60000")
        }
        return max(deadlines.lowerBound, .nanoseconds(Int64(value * 1e6)))
    }

    private static func jitter(_ reader: inout JSONReader) throws(APIProblem) -> Duration {
        let value = try reader.double(in: "jitter_ms")
        guard value >= 0, value <= deadlines.upperBound.milliseconds else {
            throw .invalid("jitter_ms", "out_of_range", "must be 0 to 60000")
        }
        return .nanoseconds(Int64(value * 1e6))
    }

    private static func natural(_ reader: inout JSONReader, _ key: String, from least: Int64) throws(APIProblem) -> Int
    {
        let value = try reader.integer(in: key)
        guard least...Int64(Int32.max) ~= value else {
            throw .invalid(key, "out_of_range", "must be at least \(least)")
        }
        return Int(value)
    }
}
