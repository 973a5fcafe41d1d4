import Domain
import Kernel

/// Promised jobs of one model that have their answer and would refine it by the same next stage.
///
/// Those that are to run wait in the order in which they should be done; the others wait a little for time that nobody
/// else wants, the least confident first.
struct OptionalQueue: Sendable {
    /// How long a job waits at most for time that nobody else wants, nanoseconds.
    private let grace: Int64
    /// Of its budget, after which it does so no longer.
    private let patience: Double
    /// To be run, by when they should be done.
    private(set) var chosen = RankedSet()
    /// Of those to be run: of tenants that are owed time, in the same order.
    private(set) var owed = RankedSet()
    /// The sum of what those that are to run lack to certainty, in millionths.
    private var chosenDoubt: Int64 = 0
    /// To be run only if nothing else wants the time.
    private(set) var leftOver = RankedSet()
    private var leftOverByExpiry = RankedSet()
    private(set) var byEnd = RankedSet()

    init(_ options: PolicyOptions) {
        grace = options.nanoseconds(RubatoTunables.grace)
        patience = options[RubatoTunables.patience]
    }

    var isEmpty: Bool { byEnd.isEmpty }
    var count: Int { byEnd.count }
    /// What those that are to run lack to certainty on the mean, 0…1.
    var meanDoubt: Double { chosen.isEmpty ? 0 : Double(chosenDoubt) / 1e6 / Double(chosen.count) }
    /// When the first of those that wait for time that nobody wants gives up.
    var nextExpiry: Int64? { leftOverByExpiry.first?.rank }

    mutating func insert(_ job: QueuedJob, isChosen: Bool, isOwed: Bool = false) {
        byEnd.insert(Ranked(rank: job.end, id: job.id.rawValue))
        if isChosen {
            chosen.insert(job.turn)
            chosenDoubt += Self.doubt(job)
            if isOwed { owed.insert(job.turn) }
        } else {
            leftOver.insert(Ranked(rank: Self.rank(job.confidence), id: job.id.rawValue))
            leftOverByExpiry.insert(expiry(of: job))
        }
    }

    mutating func remove(_ job: QueuedJob) -> Bool {
        guard byEnd.remove(Ranked(rank: job.end, id: job.id.rawValue)) else { return false }
        if chosen.remove(job.turn) {
            chosenDoubt -= Self.doubt(job)
            owed.remove(job.turn)
        } else {
            leftOver.remove(Ranked(rank: Self.rank(job.confidence), id: job.id.rawValue))
            leftOverByExpiry.remove(expiry(of: job))
        }
        return true
    }

    /// Those that have waited in vain for time that nobody wants.
    func expired(at now: Int64) -> [JobID] {
        guard let next = nextExpiry, next <= now else { return [] }
        let count = leftOverByExpiry.count(through: now, limit: leftOverByExpiry.count)
        return leftOverByExpiry.prefix(count).map { JobID($0.id) }
    }

    static func confidence(ofRank rank: Int64) -> Float { Float(rank) / 1e6 }

    private static func doubt(_ job: QueuedJob) -> Int64 { 1_000_000 - rank(job.confidence) }

    private func expiry(of job: QueuedJob) -> Ranked {
        let latest = job.arrival + Int64(patience * Double(job.end - job.arrival))
        return Ranked(rank: min(latest, job.waitsSince + grace), id: job.id.rawValue)
    }

    /// Millionths; what is not a number counts as no confidence at all.
    private static func rank(_ confidence: Float) -> Int64 {
        confidence.isFinite ? Int64(min(1, max(0, confidence)) * 1e6) : 0
    }
}
