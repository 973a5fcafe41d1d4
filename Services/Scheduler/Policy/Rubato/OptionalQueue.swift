import Domain
import Kernel

/// Promised jobs of one model that have their answer and would refine it by the same next stage.
struct OptionalQueue: Sendable {
    private(set) var byConfidence = RankedSet()
    private(set) var byEnd = RankedSet()

    var isEmpty: Bool { byEnd.isEmpty }
    var count: Int { byEnd.count }

    mutating func insert(_ job: QueuedJob) {
        byConfidence.insert(Ranked(rank: Self.rank(job.confidence), id: job.id.rawValue))
        byEnd.insert(Ranked(rank: job.end, id: job.id.rawValue))
    }

    mutating func remove(_ job: QueuedJob) -> Bool {
        guard byEnd.remove(Ranked(rank: job.end, id: job.id.rawValue)) else { return false }
        byConfidence.remove(Ranked(rank: Self.rank(job.confidence), id: job.id.rawValue))
        return true
    }

    static func confidence(ofRank rank: Int64) -> Float { Float(rank) / 1e6 }

    /// Millionths; what is not a number counts as no confidence at all.
    private static func rank(_ confidence: Float) -> Int64 {
        confidence.isFinite ? Int64(min(1, max(0, confidence)) * 1e6) : 0
    }
}
