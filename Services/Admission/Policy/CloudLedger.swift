import Domain
import Kernel

/// What admission knows of one cloud tier: what it says of itself, how long its way takes of late, and whether the way works.
struct CloudLedger: Sendable {
    var member: Member
    private(set) var breaker = CircuitBreaker()
    private var roundTrips = RoundTripWindow()

    init(_ member: Member) {
        self.member = member
    }

    /// What a way there and back takes at most, in 99 of 100 cases: as measured, and never less than the tier says.
    func roundTrip(at now: Instant) -> Duration { max(member.roundTrip, roundTrips.p99(at: now) ?? .zero) }

    /// How long a job that takes so much there is away.
    func absence(bound: Duration, at now: Instant) -> Duration { roundTrip(at: now) + member.backlog + bound }

    mutating func pass(at now: Instant) -> Bool { breaker.pass(at: now) }

    mutating func note(_ outcome: OffloadOutcome, at now: Instant) {
        switch outcome {
        case .answered(let way):
            roundTrips.note(way, at: now)
            breaker.noteSuccess()
        case .failed: breaker.noteFailure(at: now)
        }
    }
}
