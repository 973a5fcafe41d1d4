import Kernel

/// The wide-area network that the cloud tier pretends to lie behind.
///
/// Every exchange takes half of the round trip on its way in and half on its way out. A lost request stands for a
/// packet that is sent again in vain: its exchange breaks after the time a first retransmission takes, `max(200 ms, 2
/// · RTT)` (200 ms is the least retransmission time of Linux), and it never reaches the queue.
package struct WANEmulation: Sendable {
    package let roundTrip: Duration
    private let lossShare: Double
    private var random: SeededGenerator

    /// - Parameters:
    ///   - roundTrip: What an exchange takes longer.
    ///   - lossShare: The share of requests that are lost, 0…1.
    ///   - seed: Of the losses.
    package init(roundTrip: Duration, lossShare: Double, seed: UInt64) {
        self.roundTrip = roundTrip
        self.lossShare = lossShare
        random = SeededGenerator(seed: seed)
    }

    package var oneWay: Duration { roundTrip / 2 }

    /// How long a lost request seems to be under way.
    package var lossDelay: Duration { max(.milliseconds(200), roundTrip * 2) }

    /// Whether the next request is lost.
    package mutating func loses() -> Bool {
        // The upper 53 bits are a number in 0..<1.
        Double(random.next() >> 11) / 9_007_199_254_740_992 < lossShare
    }
}
