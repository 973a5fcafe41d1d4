import Glibc
import Kernel

/// The wide-area network that the cloud tier pretends to lie behind.
///
/// Every exchange takes half of the round trip on its way in and half on its way out, and each way a little more, by an
/// exponential distribution. A lost request stands for a packet that is sent again in vain: its exchange breaks after the
/// time a first retransmission takes, `max(200 ms, 2 · RTT)` (200 ms is the least retransmission time of Linux), and it
/// never reaches the queue. The way in carries so many bytes per second, of one tensor after the other; answers are taken to
/// be of no length. What is under way during an outage comes one way after its end, as what TCP sends again does.
package struct WANEmulation: Sendable {
    package let roundTrip: Duration
    private let jitter: Duration
    private let lossShare: Double
    private let outages: WANOutages
    /// Of the way in; 0: whatever is sent is there at once.
    package let bytesPerSecond: Double
    /// Until when the way in carries what was sent before, since the tier began to serve.
    private var isTakenUntil = Duration.zero
    private var random: SeededGenerator

    /// - Parameters:
    ///   - roundTrip: What an exchange takes longer, at least.
    ///   - jitter: What each way takes longer than half of it, on average.
    ///   - lossShare: The share of requests that are lost, 0…1.
    ///   - outages: When nothing passes, since the tier began to serve.
    ///   - bytesPerSecond: What the way in carries; 0: no bound.
    ///   - seed: Of losses and jitter.
    package init(
        roundTrip: Duration,
        jitter: Duration = .zero,
        lossShare: Double,
        outages: WANOutages = .none,
        bytesPerSecond: Double = 0,
        seed: UInt64
    ) {
        self.roundTrip = roundTrip
        self.jitter = jitter
        self.lossShare = lossShare
        self.outages = outages
        self.bytesPerSecond = bytesPerSecond
        random = SeededGenerator(seed: seed)
    }

    package var oneWay: Duration { roundTrip / 2 }

    /// How long a lost request seems to be under way.
    package var lossDelay: Duration { max(.milliseconds(200), roundTrip * 2) }

    /// Whether the next request is lost.
    package mutating func loses() -> Bool { random.unit() <= lossShare }

    /// Sends a tensor on its way in, behind those before it.
    ///
    /// - Parameters:
    ///   - elapsed: Since the tier began to serve.
    ///   - bytes: Of the tensor.
    /// - Returns: After how long all of it has arrived.
    package mutating func entry(at elapsed: Duration, bytes: Int) -> Duration {
        guard bytesPerSecond > 0 else { return crossing(at: elapsed) }
        isTakenUntil = max(isTakenUntil, elapsed) + .seconds(Double(bytes) / bytesPerSecond)
        return isTakenUntil - elapsed + crossing(at: isTakenUntil)
    }

    /// Sends something without length on its way.
    ///
    /// - Parameter elapsed: Since the tier began to serve.
    /// - Returns: After how long it arrives.
    package mutating func crossing(at elapsed: Duration) -> Duration {
        let way = oneWay + jitter * -log(random.unit())
        guard let end = outages.end(meeting: elapsed...elapsed + way) else { return way }
        return end - elapsed + way
    }
}
