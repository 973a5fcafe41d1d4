import Domain
import Kernel
import SchedulerPolicy
import Synchronization

/// A policy that does what the test says and keeps what it is told.
struct ScriptedLane: LanePolicy {
    typealias Event = LaneEvent
    typealias Action = LaneAction

    final class Script: Sendable {
        private let state = Mutex<(told: [String], answers: [[LaneAction]], backlog: Duration)>(([], [], .zero))

        var told: [String] { state.withLock { $0.told } }
        var backlog: Duration { state.withLock { $0.backlog } }

        /// What the next event with a name that was not scripted before leads to.
        func answer(_ actions: LaneAction...) { state.withLock { $0.answers.append(actions) } }

        func setBacklog(_ backlog: Duration) { state.withLock { $0.backlog = backlog } }

        func tell(_ name: String) -> [LaneAction] {
            state.withLock {
                $0.told.append(name)
                return $0.answers.isEmpty ? [] : $0.answers.removeFirst()
            }
        }
    }

    let script: Script

    init(configuration: LaneConfiguration) { script = Script() }

    init(_ script: Script) { self.script = script }

    var backlog: Duration { script.backlog }
    var pendingJobs: Int { 0 }
    var counters: LaneCounters { LaneCounters() }

    func handle(_ event: LaneEvent, at now: Instant) -> [LaneAction] {
        switch event {
        case .opened: script.tell("opened")
        case .changed: script.tell("changed")
        case .arrived(let jobs): script.tell("arrived \(jobs.map(\.job.id.rawValue))")
        case .stageDone(let report): script.tell("done \(report.batch.rawValue)/\(report.stage)")
        case .withdrawn(let jobs): script.tell("withdrawn \(jobs.map(\.rawValue))")
        case .promised(let plans): script.tell("promised \(plans.windows.count)")
        case .alarmFired: script.tell("alarm")
        }
    }
}
