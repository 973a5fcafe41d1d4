import Domain
import Kernel

/// Promised jobs of one model before the same mandatory stage, by the end of their budget.
struct MandatoryQueue: Sendable {
    private(set) var byEnd = RankedSet()
    /// Those that may still wait for company, by the close of their window.
    private var byRelease = RankedSet()
    /// By when they should have begun, though their ends would let them wait longer.
    private var byTurn = RankedSet()
    /// How many of them want which mandatory exit.
    private var exits: [Int] = []

    var count: Int { byEnd.count }
    var head: Int64? { byEnd.first?.rank }
    /// The deepest mandatory exit that one of them wants.
    var mandatoryExit: Int { max(0, exits.count - 1) }
    /// When the first window closes; the distant past if a job waits that has none, `nil` if nothing waits.
    var release: Int64? {
        byEnd.isEmpty ? nil : byRelease.count < byEnd.count ? .min : byRelease.first?.rank
    }

    /// By when the first of them should begin.
    var turn: Int64? { byTurn.first?.rank }

    mutating func insert(_ job: QueuedJob) {
        byEnd.insert(Ranked(rank: job.end, id: job.id.rawValue))
        byTurn.insert(job.turn)
        if waitsForCompany(job) { byRelease.insert(Ranked(rank: job.release, id: job.id.rawValue)) }
        while exits.count <= job.mandatoryExit { exits.append(0) }
        exits[job.mandatoryExit] += 1
    }

    mutating func remove(_ job: QueuedJob) -> Bool {
        guard byEnd.remove(Ranked(rank: job.end, id: job.id.rawValue)) else { return false }
        byTurn.remove(job.turn)
        if waitsForCompany(job) { byRelease.remove(Ranked(rank: job.release, id: job.id.rawValue)) }
        exits[job.mandatoryExit] -= 1
        while exits.last == 0 { exits.removeLast() }
        return true
    }

    /// A window gathers frames before their first stage; later they have waited.
    private func waitsForCompany(_ job: QueuedJob) -> Bool { job.hasWindow && job.stage == 0 }
}
