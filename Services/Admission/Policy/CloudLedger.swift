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
    var roundTrip: Duration { max(member.roundTrip, roundTrips.p99 ?? .zero) }

    /// How long a job that takes so much there is away.
    func absence(bound: Duration) -> Duration { roundTrip + member.backlog + bound }

    /// How long to wait for it; half a round trip more than it should take, since whoever gives up too early pays twice.
    func patience(bound: Duration) -> Duration { absence(bound: bound) + roundTrip / 2 }

    mutating func pass(at now: Instant) -> Bool { breaker.pass(at: now) }

    mutating func note(_ outcome: OffloadOutcome, at now: Instant) {
        switch outcome {
        case .answered(let way):
            roundTrips.note(way)
            breaker.noteSuccess()
        case .failed: breaker.noteFailure(at: now)
        }
    }
}
