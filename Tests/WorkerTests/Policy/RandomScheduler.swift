import Domain
import Kernel

@testable import WorkerPolicy

/// Grants anything to anybody, keeps book of what it was told, and notices what contradicts it.
struct RandomScheduler {
    private(set) var isOpen = false
    private var isRegistered = false
    private var known: [JobID: Int] = [:]
    private var outstanding: Set<BatchID> = []
    private var batches: UInt64 = 0

    var finalFaults: [String] {
        guard isOpen else { return [] }
        return outstanding.map { "segment \($0.rawValue) never ended" } + known.keys.map { "\($0) was never withdrawn" }
    }

    mutating func open() {
        isOpen = true
        isRegistered = false
        // A restarted scheduler counts its batches from 1 again.
        batches = 0
    }

    mutating func close() {
        isOpen = false
        known = [:]
        outstanding = []
    }

    mutating func register() { isRegistered = true }

    mutating func order(using random: inout SeededGenerator) -> LaneOrder? {
        guard isOpen else { return nil }
        let jobs = known.keys.sorted()
        var order = LaneOrder(stops: random.chance(0.05))
        if random.chance(0.2) {
            order.standing = [Fixture.model: Int.random(in: -1...WorkerWorld.stageCount, using: &random)]
        }
        if let job = jobs.randomElement(using: &random), random.chance(0.1) { order.releases = [job] }
        for _ in 0..<Int.random(in: 0...2, using: &random) { order.segments.append(grant(of: jobs, using: &random)) }
        return order
    }

    private mutating func grant(of jobs: [JobID], using random: inout SeededGenerator) -> Segment {
        batches += 1
        outstanding.insert(BatchID(batches))
        var chosen = jobs.filter { _ in random.chance(0.4) }
        if random.chance(0.1) { chosen += [JobID(1_000)] + chosen }
        let first = chosen.first.flatMap { known[$0] } ?? 0
        let lower = min(first + (random.chance(0.2) ? 1 : 0), WorkerWorld.stageCount - 1)
        let upper = Int.random(in: lower..<WorkerWorld.stageCount, using: &random)
        return Segment(batch: BatchID(batches), model: Fixture.model, stages: lower...upper, jobs: chosen)
    }

    /// - Returns: What is wrong with it.
    mutating func hear(_ note: LaneNote) -> String? {
        guard isOpen, isRegistered else { return "told without an open, registered lane" }
        switch note {
        case .arrived(let job, let stagesDone, let begun):
            if let begun, !known.isEmpty || !outstanding.insert(begun.batch).inserted {
                return "\(job.id) began on a lane that was not empty"
            }
            return known.updateValue(stagesDone, forKey: job.id) == nil ? nil : "\(job.id) arrived twice"
        case .withdrawn(let id):
            return known.removeValue(forKey: id) == nil ? "\(id) was withdrawn but not there" : nil
        case .done(let report): return hear(report)
        }
    }

    private mutating func hear(_ report: StageReport) -> String? {
        if report.segmentEnded, outstanding.remove(report.batch) == nil {
            return "a segment ended that was not granted"
        }
        for reading in report.readings {
            guard known[reading.job] == report.stage else { return "\(reading.job) was read out of turn" }
            known[reading.job] = reading.left ? nil : report.stage + 1
        }
        return nil
    }
}
