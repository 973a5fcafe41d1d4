import Domain
import Kernel

/// DeepRT's account of overruns by category: what jobs ran longer than profiled is paid back by jobs at reduced depth.
///
/// After a job that took `o` longer than `E`: `penalty += o`. While it is positive, jobs of the category run reduced, and after
/// each `penalty −= E − E'`. The paper reduces the image's shape to the next smaller profiled one; a lane cannot change
/// shapes, so the network stops at the exit before the last one instead (ours).
struct OverrunPenalty: Sendable {
    /// By slot, nanoseconds, never negative.
    private var penalties: [Int64] = []
    private var running: (batch: BatchID, excess: Int64)?

    func isDue(slot: Int) -> Bool { penalty(slot: slot) > 0 }

    func penalty(slot: Int) -> Int64 { slot < penalties.count ? penalties[slot] : 0 }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        if running?.batch != grant.batch { running = (grant.batch, 0) }
        if !report.readings.isEmpty {
            let jobs = max(report.readings.count, grant.stageJobs)
            let profiled = book.models[grant.slot].bound(stage: report.stage, jobs: jobs)
            running?.excess += report.duration.nanoseconds - profiled
        }
        guard report.segmentEnded, let excess = running?.excess else { return }
        let deepest = grant.jobs.reduce(grant.lastStage) { max($0, book.jobs[$1]?.lastExit ?? 0) }
        var change = max(0, excess)
        if deepest > grant.lastStage {
            let spared = (grant.lastStage + 1)...deepest
            change -= book.models[grant.slot].bound(stages: spared, jobs: max(1, grant.liveJobs))
        }
        while penalties.count <= grant.slot { penalties.append(0) }
        penalties[grant.slot] = max(0, penalties[grant.slot] + change)
    }
}
