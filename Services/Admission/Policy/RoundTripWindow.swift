/// The round trips of late, and how long 99 of 100 of them take at most.
struct RoundTripWindow: Sendable {
    private static let size = 128

    private var recent: [Duration] = []
    private var next = 0
    /// `nil` before the first one.
    private(set) var p99: Duration?

    mutating func note(_ roundTrip: Duration) {
        if recent.count < Self.size {
            recent.append(roundTrip)
        } else {
            recent[next] = roundTrip
            next = (next + 1) % Self.size
        }
        p99 = recent.sorted()[(recent.count * 99 + 99) / 100 - 1]
    }
}
