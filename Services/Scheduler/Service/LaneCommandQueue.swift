import Domain
import Kernel
import Messages
import SchedulerPolicy

/// Gathers a lane's actions into as few commands as keep their order.
///
/// A worker stops, then releases, then runs what one command says; an action that must come later opens a new one.
struct LaneCommandQueue {
    private(set) var commands: [Rubato_V1_LaneCommand]
    private(set) var alarm: Instant?

    /// Actions are added to the given command, which is sent even if none comes.
    init(_ command: Rubato_V1_LaneCommand? = nil) {
        commands = command.map { [$0] } ?? []
    }

    mutating func append(_ action: LaneAction) {
        switch action {
        case .run(let segment):
            change { $0.run.append(Rubato_V1_Segment(segment)) }
        case .release(let jobs):
            openNew { !$0.run.isEmpty }
            change { $0.release += jobs.map(\.rawValue) }
        case .stop:
            openNew { !$0.run.isEmpty || !$0.release.isEmpty }
            change { $0.stop = true }
        case .stand(let stages): change { $0.standing = Rubato_V1_StandingGrant(stages) }
        case .setAlarm(let instant): alarm = instant
        }
    }

    /// Sends a report's number back, with the last command if there is one.
    mutating func echo(_ number: UInt64) { change { $0.echo = number } }

    /// Passes on what the worker is to load.
    mutating func order(_ order: PageOrder) { change { $0.pages = Rubato_V1_PageOrder(order) } }

    private mutating func openNew(if isTooLate: (Rubato_V1_LaneCommand) -> Bool) {
        if let last = commands.last, isTooLate(last) { commands.append(Rubato_V1_LaneCommand()) }
    }

    private mutating func change(_ change: (inout Rubato_V1_LaneCommand) -> Void) {
        if commands.isEmpty { commands.append(Rubato_V1_LaneCommand()) }
        change(&commands[commands.count - 1])
    }
}

extension Rubato_V1_Segment {
    init(_ segment: Segment) {
        self.init()
        batch = segment.batch.rawValue
        model = Rubato_V1_ModelKey(segment.model)
        firstStage = UInt32(segment.stages.lowerBound)
        lastStage = UInt32(segment.stages.upperBound)
        jobs = segment.jobs.map(\.rawValue)
    }
}

extension Rubato_V1_StandingGrant {
    init(_ stages: [ModelID: Int]) {
        self.init()
        models = stages.map { model, last in
            var message = Rubato_V1_StandingStages()
            message.model = Rubato_V1_ModelKey(model)
            message.lastStage = UInt32(clamping: last)
            return message
        }
    }
}
