import Domain
import Kernel

/// Looks for a cycle of windows in which non-preemptive EDF keeps all streams of a member, as DeepRT's imitator foresees it.
///
/// Intuition: the static test fears that the longest stage has always just begun when an urgent window closes. If windows close
/// at known instants, it can be seen when it has. Windows are a shortest one times powers of two, so that a cycle is short and its
/// table small.
///
/// Rule: windows are tried as shares of the deadlines, all closing together or one model after the other, in batches as large as the
/// device takes or no longer than a lane is blocked for. The first plan is taken in which every piece, at its bound over the
/// utilization limit, ends in time and before the next cycle begins.
///
/// Nothing depends on the order in which streams came, so a restarted controller plans the same table again.
struct TablePlanner {
    /// The streams of one model.
    struct Load {
        let plan: ModelPlan
        let shapes: [StreamShape]

        var deadline: Double { shapes.reduce(.infinity) { min($0, $1.deadline) } }
        var exit: Int { min(plan.deepestExit, shapes.reduce(0) { max($0, $1.mandatoryExit) }) }
    }

    /// How a plan is cut.
    private struct Cut {
        /// Of what is left of the deadline at the worker.
        let share: Double
        let isStaggered: Bool
        /// The largest batch of every stage, by model.
        let sizes: [[Int]]
    }

    private static let shares = [0.5, 0.375, 0.25, 0.625, 0.125]
    /// The longest window is at most this many of the shortest.
    private static let longestRatio: Int64 = 64
    /// A table that would need more is not looked for.
    static let pieceLimit = 256
    /// Beyond so many streams a member has no table: counting their frames would take too long.
    static let streamLimit = 256
    /// By how much a timer of the lane may be late, once for every piece.
    private static let timerLateness: Int64 = 100_000

    let configuration: AdmissionConfiguration

    /// A table that keeps them all, `nil` if none of those that are tried does.
    func table(for loads: [Load]) -> PlannedTable? {
        guard !loads.isEmpty, loads.reduce(0, { $0 + $1.shapes.count }) <= Self.streamLimit else { return nil }
        let ordered = loads.sorted { $0.plan.served.id.description < $1.plan.served.id.description }
        for limit in [nil, configuration.blockingLimit.nanoseconds] {
            let sizes = ordered.map { load in
                (0...load.exit).map { largestBatch(load.plan.served.profile, stage: $0, limit) }
            }
            for share in Self.shares {
                for isStaggered in loads.count > 1 ? [false, true] : [false] {
                    let cut = Cut(share: share, isStaggered: isStaggered, sizes: sizes)
                    if let table = table(for: ordered, cut) { return table }
                }
            }
        }
        return nil
    }

    /// One stage of the frames of a window, as many as fit a batch.
    private struct Part {
        let stage: Int
        let frames: Int
        let bound: Int64
    }

    private struct Batch {
        let model: ModelID
        let part: Part
        let release: Int64
        let deadline: Int64

        init(_ part: Part, of model: ModelID, release: Int64, rest: Int64) {
            self.model = model
            self.part = part
            self.release = release
            deadline = release + rest
        }
    }

    private func table(for loads: [Load], _ cut: Cut) -> PlannedTable? {
        let windows = windows(loads, share: cut.share)
        guard let cycle = windows.max(), let shortest = windows.min(), shortest > 0 else { return nil }
        // What one window of every model asks for, and whether a cycle has the time and a table the room for all of them.
        let parts = loads.indices.map { self.parts(of: loads[$0], window: windows[$0], cut.sizes[$0]) }
        var (pieces, work) = (0, Int64(0))
        for index in loads.indices {
            let repeats = cycle / windows[index]
            pieces += parts[index].count * Int(repeats)
            work += parts[index].reduce(0) { $0 + $1.bound } * repeats
        }
        guard pieces <= Self.pieceLimit, work <= cycle else { return nil }
        var batches: [Batch] = []
        for (index, load) in loads.enumerated() {
            let phase = cut.isStaggered ? shortest * Int64(index) / Int64(loads.count) / 1_000 * 1_000 : 0
            let rest = Int64(load.deadline) - windows[index]
            guard rest > 0 else { return nil }
            for release in stride(from: phase, to: cycle, by: Int64.Stride(windows[index])) {
                batches += parts[index].map { Batch($0, of: load.plan.served.id, release: release, rest: rest) }
            }
        }
        let entries = Timetable(
            batches.enumerated().map { index, batch in
                Timetable.Piece(id: index, release: batch.release, bound: batch.part.bound, deadline: batch.deadline)
            }
        ).entries
        guard let first = entries.first, let last = entries.last, last.end <= cycle + first.start,
            entries.allSatisfy(\.isInTime)
        else { return nil }
        return table(entries, batches, cycle: cycle)
    }

    /// Harmonic, whole microseconds.
    private func windows(_ loads: [Load], share: Double) -> [Int64] {
        let wanted = loads.map { Int64($0.deadline * share / 1_000) }
        guard let shortest = wanted.min(), shortest > 0 else { return [] }
        return wanted.map { length in
            var window = shortest
            while window * 2 <= length, window < shortest * Self.longestRatio { window *= 2 }
            return window * 1_000
        }
    }

    /// The batches of one window, stage after stage, so that of pieces with one deadline the earlier stage goes first.
    private func parts(of load: Load, window: Int64, _ sizes: [Int]) -> [Part] {
        let frames = load.shapes.reduce(0) { $0 + Int($1.frames(in: Double(window))) }
        return sizes.enumerated().flatMap { stage, size in
            let whole = Part(stage: stage, frames: size, bound: bound(of: stage, size, load.plan.served.profile))
            let rest = frames % size
            let last = Part(stage: stage, frames: rest, bound: bound(of: stage, rest, load.plan.served.profile))
            // More than a table holds is as good as any number of them.
            let count = min(frames / size, Self.pieceLimit + 1)
            return Array(repeating: whole, count: count) + (rest > 0 ? [last] : [])
        }
    }

    private func largestBatch(_ profile: ExecutionProfile, stage: Int, _ limit: Int64?) -> Int {
        let most = min(configuration.maxBatch, profile.capacity)
        guard let limit else { return most }
        return (1...most).last { profile.wcet(stage: stage, batchSize: $0).nanoseconds <= limit } ?? 1
    }

    private func bound(of stage: Int, _ frames: Int, _ profile: ExecutionProfile) -> Int64 {
        let overhead = stage == 0 ? configuration.jobOverhead.nanoseconds * Int64(frames) : 0
        let work = profile.wcet(stage: stage, batchSize: frames).nanoseconds + overhead
        let whole = Double(work + configuration.dispatchCost.nanoseconds + Self.timerLateness)
        return Int64((whole / configuration.utilizationLimit).rounded(.up))
    }

    /// With the latest starts, from the last piece to the first: each ends in time and before the latest start of the next one.
    ///
    /// - Returns: `nil` if even an idle lane could not take the table up, because a job may just have begun there.
    private func table(_ entries: [Timetable.Entry], _ batches: [Batch], cycle: Int64) -> PlannedTable? {
        var pieces: [PlannedTable.Piece] = []
        var next = cycle + entries[0].start
        for entry in entries.reversed() {
            next = min(entry.piece.deadline, next) - entry.piece.bound
            let batch = batches[entry.piece.id]
            pieces.append(
                PlannedTable.Piece(
                    model: batch.model,
                    stage: batch.part.stage,
                    frames: batch.part.frames,
                    release: .nanoseconds(batch.release),
                    latest: .nanoseconds(max(batch.release, next / 1_000 * 1_000))
                )
            )
        }
        pieces.reverse()
        let needed = configuration.blockingLimit + configuration.dispatchCost * 3
        let first = pieces.first { $0.release > .zero }?.latest ?? (.nanoseconds(cycle) + pieces[0].latest)
        return first >= needed ? PlannedTable(cycle: .nanoseconds(cycle), pieces: pieces) : nil
    }
}
