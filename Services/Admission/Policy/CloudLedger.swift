import Domain
import Kernel

/// What admission knows of one cloud tier: what it says of itself, how long its way takes of late, and whether the way works.
struct CloudLedger: Sendable {
    var member: Member
    private(set) var breaker = CircuitBreaker()
    private var ways = RoundTripWindow()

    init(_ member: Member) {
        self.member = member
    }

    /// What a byte takes: as measured, and never less than the tier says.
    func secondsPerByte(at now: Instant) -> Double {
        let stated = member.bytesPerSecond > 0 ? 1 / member.bytesPerSecond : 0
        return max(stated, ways.secondsPerByte(at: now) ?? 0)
    }

    /// What a way there and back takes at most beside its bytes, in 99 of 100 cases: as measured, and never less than the
    /// tier says.
    func roundTrip(at now: Instant) -> Duration {
        max(member.roundTrip, ways.p99(at: now, without: secondsPerByte(at: now)) ?? .zero)
    }

    /// How long a job of so many bytes is away that takes so much there.
    func absence(bound: Duration, bytes: Int, at now: Instant) -> Duration {
        roundTrip(at: now) + .seconds(secondsPerByte(at: now) * Double(bytes)) + member.backlog + bound
    }

    /// What such a job costs at most.
    func price(bound: Duration, bytes: Int) -> Double {
        member.pricePerMillisecond * bound.milliseconds + member.pricePerByte * Double(bytes)
    }

    mutating func pass(at now: Instant) -> Bool { breaker.pass(at: now) }

    mutating func note(_ outcome: OffloadOutcome, at now: Instant) {
        switch outcome {
        case .answered(let way, let bytes):
            ways.note(way, bytes: bytes, at: now)
            breaker.noteSuccess()
        case .refused: breaker.noteSuccess()
        case .failed: breaker.noteFailure(at: now)
        }
    }
}
