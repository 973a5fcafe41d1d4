import Kernel

/// The ways of late to a cloud tier and back: what a byte takes, and how long 99 of 100 take at most beside their bytes.
///
/// Old ones are forgotten: where one has made a way look too long for every job, no newer one would ever come. What a byte
/// takes is the slope of a straight line through the ways, by least squares, where tensors of sizes that differ enough
/// have crossed; where they have not, their bytes are part of the round trip, which is right for jobs like them.
struct RoundTripWindow: Sendable {
    private static let size = 128
    private static let memory = Duration.seconds(30)
    /// So many ways, and by so much larger tensors among them, make a slope worth believing.
    private static let leastCount = 16
    private static let leastSpread = 4.0

    private struct Way {
        let at: Instant
        let length: Duration
        let bytes: Int
    }

    private var recent: [Way] = []
    private var next = 0

    mutating func note(_ length: Duration, bytes: Int, at now: Instant) {
        let way = Way(at: now, length: length, bytes: bytes)
        if recent.count < Self.size {
            recent.append(way)
        } else {
            recent[next] = way
            next = (next + 1) % Self.size
        }
    }

    /// What 99 of 100 took at most, less so much for every byte; `nil` if none is known.
    func p99(at now: Instant, without secondsPerByte: Double) -> Duration? {
        let lengths = known(at: now).map { max(.zero, $0.length - .seconds(secondsPerByte * Double($0.bytes))) }
            .sorted()
        return lengths.isEmpty ? nil : lengths[(lengths.count * 99 + 99) / 100 - 1]
    }

    /// What a byte more has taken; `nil` if the ways do not tell.
    func secondsPerByte(at now: Instant) -> Double? {
        let known = known(at: now)
        let sizes = known.map { Double($0.bytes) }
        guard known.count >= Self.leastCount, let least = sizes.min(), let most = sizes.max(), least > 0,
            most >= Self.leastSpread * least
        else { return nil }
        let count = Double(known.count)
        let lengths = known.map(\.length.seconds)
        let (size, length) = (sizes.reduce(0, +) / count, lengths.reduce(0, +) / count)
        let spread = sizes.reduce(0) { $0 + ($1 - size) * ($1 - size) }
        let shared = zip(sizes, lengths).reduce(0) { $0 + ($1.0 - size) * ($1.1 - length) }
        return shared > 0 ? shared / spread : nil
    }

    private func known(at now: Instant) -> [Way] { recent.filter { now - $0.at <= Self.memory } }
}
