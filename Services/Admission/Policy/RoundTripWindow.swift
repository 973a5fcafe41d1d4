import Kernel

/// The round trips of late, and how long 99 of 100 of them take at most.
///
/// Old ones are forgotten: where one has made a way look too long for every job, no newer one would ever come.
struct RoundTripWindow: Sendable {
    private static let size = 128
    private static let memory = Duration.seconds(30)

    private var recent: [(at: Instant, length: Duration)] = []
    private var next = 0

    mutating func note(_ roundTrip: Duration, at now: Instant) {
        if recent.count < Self.size {
            recent.append((now, roundTrip))
        } else {
            recent[next] = (now, roundTrip)
            next = (next + 1) % Self.size
        }
    }

    /// `nil` if none is known.
    func p99(at now: Instant) -> Duration? {
        let lengths = recent.filter { now - $0.at <= Self.memory }.map(\.length).sorted()
        return lengths.isEmpty ? nil : lengths[(lengths.count * 99 + 99) / 100 - 1]
    }
}
