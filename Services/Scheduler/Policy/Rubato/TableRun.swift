import Domain
import Kernel

/// A planned table on a lane: which piece is next, and which frames wait for theirs.
///
/// A frame belongs to the window of its model that closes next after its arrival; that window's pieces take it, stage after
/// stage. Whoever is still there when its window's last piece has passed was not planned for.
struct TableRun: Sendable {
    /// One piece in the lane's numbers; offsets from the begin of a cycle, nanoseconds.
    struct Step: Sendable {
        let slot: Int
        let stage: Int
        let frames: Int
        let release: Int64
        let latest: Int64
        /// Whether it is the last one of its window.
        let isLast: Bool
    }

    /// The frames of one model that came in one window.
    struct Group: Hashable, Sendable {
        let slot: Int
        /// When the window closes.
        let close: Int64
    }

    /// When the windows of a model close.
    private struct Windows: Sendable {
        /// Within a cycle, ascending.
        var releases: [Int64] = []
        /// For each of them where its last piece is.
        var lastIndices: [Int] = []
        var lastStage = 0
    }

    let table: PlannedTable
    private let steps: [Step]
    private let cycle: Int64
    /// By slot.
    private var windows: [Int: Windows] = [:]
    /// When the present table began; who came before is not in it.
    private let origin: Int64
    /// When the present cycle began.
    private var cycleBegan: Int64
    private var index: Int
    private var waiting: [Group: [RankedSet]] = [:]
    private(set) var count = 0

    /// Begins the table now, with the first piece whose window is not closed yet; `nil` if the worker lacks a model of it.
    init?(_ table: PlannedTable, at now: Int64, _ book: LaneBook) {
        var steps: [Step] = []
        for (place, piece) in table.pieces.enumerated() {
            guard let slot = book.slot(of: piece.model), piece.stage < book.models[slot].stageCount else { return nil }
            let rest = table.pieces[(place + 1)...]
            steps.append(
                Step(
                    slot: slot,
                    stage: piece.stage,
                    frames: min(piece.frames, book.batchLimit(slot: slot)),
                    release: piece.release.nanoseconds,
                    latest: piece.latest.nanoseconds,
                    isLast: !rest.contains { $0.model == piece.model && $0.release == piece.release }
                )
            )
        }
        self.table = table
        self.steps = steps
        cycle = table.cycle.nanoseconds
        origin = now
        let first = steps.firstIndex { $0.release > 0 }
        index = first ?? 0
        cycleBegan = first == nil ? now + cycle : now
        for slot in Set(steps.map(\.slot)) { windows[slot] = Self.windows(of: slot, in: steps) }
    }

    private static func windows(of slot: Int, in steps: [Step]) -> Windows {
        var windows = Windows()
        let own = steps.enumerated().filter { $1.slot == slot }
        for release in Set(own.map(\.element.release)).sorted() {
            windows.releases.append(release)
            windows.lastIndices.append(own.last { $1.release == release }?.offset ?? 0)
        }
        windows.lastStage = own.map(\.element.stage).max() ?? 0
        return windows
    }

    var next: Step { steps[index] }
    var nextGroup: Group { Group(slot: next.slot, close: cycleBegan + next.release) }
    /// When the next piece must begin.
    var latest: Int64 { cycleBegan + next.latest }

    /// Goes on to the piece after the next one.
    ///
    /// - Returns: Who had not been planned for, if it was the last of its window.
    mutating func pass() -> [JobID] {
        var left: [JobID] = []
        if next.isLast {
            left = jobs(of: nextGroup)
            count -= left.count
            waiting[nextGroup] = nil
        }
        index += 1
        if index == steps.count {
            index = 0
            cycleBegan += cycle
        }
        return left
    }

    /// Passes over whole cycles in which nobody came.
    mutating func skipCycles(to now: Int64) {
        guard count == 0, now - cycleBegan >= cycle else { return }
        cycleBegan += (now - cycleBegan) / cycle * cycle
        index = 0
    }

    /// Where a frame that waits for a mandatory stage belongs; `nil` if the table does not plan for it.
    func group(of job: QueuedJob) -> Group? {
        guard job.isFrame, job.isMandatory, job.arrival >= origin, let windows = windows[job.slot],
            job.mandatoryExit <= windows.lastStage
        else { return nil }
        let (cycles, offset) = (job.arrival - origin).quotientAndRemainder(dividingBy: cycle)
        let place = windows.releases.firstIndex { $0 > offset }
        let begin = origin + (place == nil ? cycles + 1 : cycles) * cycle
        let hasPassed = begin < cycleBegan || begin == cycleBegan && windows.lastIndices[place ?? 0] < index
        return hasPassed ? nil : Group(slot: job.slot, close: begin + windows.releases[place ?? 0])
    }

    mutating func insert(_ job: QueuedJob, in group: Group) {
        var stages = waiting[group] ?? []
        while stages.count <= job.stage { stages.append(RankedSet()) }
        stages[job.stage].insert(Ranked(rank: job.end, id: job.id.rawValue))
        waiting[group] = stages
        count += 1
    }

    /// - Returns: Whether it waited here.
    mutating func remove(_ job: QueuedJob) -> Bool {
        guard let group = group(of: job), job.stage < waiting[group]?.count ?? 0,
            waiting[group]?[job.stage].remove(Ranked(rank: job.end, id: job.id.rawValue)) ?? false
        else { return false }
        count -= 1
        return true
    }

    /// Who waits before that stage, the first end first.
    func jobs(of group: Group, stage: Int, limit: Int) -> [JobID] {
        guard let stages = waiting[group], stage < stages.count else { return [] }
        return stages[stage].prefix(limit).map { JobID($0.id) }
    }

    /// Everybody in the window.
    func jobs(of group: Group) -> [JobID] {
        (waiting[group] ?? []).flatMap { $0.prefix($0.count) }.map { JobID($0.id) }
    }

    /// Everybody, in the order of the windows' closes.
    var allJobs: [JobID] {
        waiting.keys.sorted { ($0.close, $0.slot) < ($1.close, $1.slot) }.flatMap { jobs(of: $0) }
    }
}
