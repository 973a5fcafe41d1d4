import Domain
import Kernel

/// Keeping the streams by a planned table, where admission's static test alone does not.
///
/// The pieces go in their order, each as soon as its window has closed. Everything else is a withdrawal from the time that is left
/// until the next piece must begin, promised one-shot jobs and what is left of the time before the table included.
extension RubatoDiscipline {
    package var tableMark: UInt64 { run?.table.mark ?? 0 }

    /// Takes up the table that admission asks for, another one, or none, as soon as the lane's true state bears it.
    mutating func followPlan(_ book: LaneBook, at now: Int64) {
        guard book.plan.table?.mark != run?.table.mark else { return }
        var trial = self
        trial.dissolve(book)
        let moment = LaneMoment(book, at: now)
        let unfinished = book.grants.reduce(Int64(0)) { $0 + trial.unfinished($1) }
        guard let table = book.plan.table else {
            guard trial.account.slack(from: moment.start + unfinished, at: now, upTo: 1) >= 0 else { return }
            self = trial
            return
        }
        guard let next = TableRun(table, at: now, book) else { return }
        trial.account.countsComing = false
        // A job may just have begun by the standing grant.
        let standing = run == nil ? book.blockingLimit : 0
        let start = moment.start + unfinished + standing
        let isBorne = start + trial.account.waiting.sum + book.dispatchCost <= next.latest
        guard isBorne, trial.account.slack(from: start, at: now, upTo: 1) >= 0 else { return }
        trial.run = next
        self = trial
    }

    /// Puts those who wait for a piece among the others.
    private mutating func dissolve(_ book: LaneBook) {
        let jobs = run?.allJobs ?? []
        run = nil
        account.countsComing = true
        enter(jobs, book)
    }

    private mutating func enter(_ jobs: [JobID], _ book: LaneBook) {
        for job in jobs.compactMap({ book.jobs[$0] }) { enter(job) { $0.insert(job, isChosen: true) } }
    }

    /// The next piece, if its window has closed; else whatever ends before it must begin.
    mutating func byTable(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision {
        if let piece = nextPiece(book, moment) { return piece }
        demoteLateHeads(book, moment)
        let other = beyondPlan(book, moment)
        guard case .wait(let until) = other, let close = run?.nextGroup.close, close > moment.now else { return other }
        return .wait(until: min(until ?? .max, close))
    }

    private mutating func nextPiece(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        if book.grants.isEmpty { run?.skipCycles(to: moment.now) }
        while let run, run.nextGroup.close <= moment.now {
            let (step, group) = (run.next, run.nextGroup)
            let jobs = run.jobs(of: group, stage: step.stage, limit: step.frames)
            if jobs.isEmpty {
                if isComing(to: step.stage, of: group, book) { return .wait(until: nil) }
                pass(book)
                continue
            }
            take(jobs, book)
            var last = step.stage
            let isWhole = self.run?.jobs(of: group).isEmpty ?? false
            pass(book)
            while isWhole, let next = self.run, next.nextGroup == group, next.next.stage == last + 1,
                jobs.count <= next.next.frames
            {
                last += 1
                pass(book)
            }
            return .run(slot: step.slot, stages: step.stage...last, jobs: jobs)
        }
        return nil
    }

    private mutating func pass(_ book: LaneBook) { enter(run?.pass() ?? [], book) }

    /// Whether a segment is outstanding that brings frames of the window to the stage.
    private func isComing(to stage: Int, of group: TableRun.Group, _ book: LaneBook) -> Bool {
        book.grants.contains { grant in
            grant.slot == group.slot && grant.lastStage < stage
                && grant.jobs.contains { book.jobs[$0].flatMap { run?.group(of: $0) } == group }
        }
    }
}
