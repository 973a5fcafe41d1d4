import Domain
import Kernel
import SchedulerPolicy

/// A policy that writes down what another one commands.
struct RecordingPolicy: LanePolicy {
    private var base: any LanePolicy
    private(set) var lines: [String] = []

    init(_ base: any LanePolicy) { self.base = base }

    init(configuration: LaneConfiguration) { self.init(Lane<Nothing>(configuration: configuration)) }

    var backlog: Duration { base.backlog }
    var pendingJobs: Int { base.pendingJobs }
    var counters: LaneCounters { base.counters }

    mutating func handle(_ event: LaneEvent, at now: Instant) -> [LaneAction] {
        let actions = base.handle(event, at: now)
        let time = Double(now.nanoseconds / 100_000) / 10
        for action in actions {
            switch action {
            case .run(let segment):
                let stages = "\(segment.stages.lowerBound)-\(segment.stages.upperBound)"
                lines.append("\(time): \(stages) \(segment.jobs.map(\.rawValue))")
            case .release(let jobs): lines.append("\(time): release \(jobs.map(\.rawValue))")
            default: break
            }
        }
        return actions
    }

    /// Runs nothing.
    private struct Nothing: LaneDiscipline {
        init(configuration: LaneConfiguration) {}
        func insert(_ job: QueuedJob) {}
        func remove(_ job: QueuedJob) {}
        func decide(_ book: LaneBook, at now: Int64) -> LaneDecision { .wait(until: nil) }
    }
}
