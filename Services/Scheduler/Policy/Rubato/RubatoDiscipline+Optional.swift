import Domain
import Kernel

extension RubatoDiscipline {
    /// Optional stages, if what is promised can bear them: of the job that should be done first, or where most is gained.
    mutating func optional(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard queues.optionalCount > 0 else { return nil }
        if let key = nextChosen(book) { return optional(key, queues[key].optional.chosen, moment.room, book, moment) }
        guard let key = mostGain(book) else { return nil }
        // Nobody counts on this work, so it must not be in the way of what may come.
        let limit = min(moment.room, Self.grainInCommands * book.dispatchCost)
        return optional(key, queues[key].optional.leftOver, limit, book, moment)
    }

    /// Optional stages that are to run, ahead of promises that can wait and gain by it: their batches grow meanwhile.
    mutating func refinement(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard switches.defers, queues.mandatoryCount > 0, !promisesAreDue(book, moment) else { return nil }
        guard let first = nextChosen(book), let key = catchingUp(with: first, book) else { return nil }
        guard
            case .run(let slot, let stages, let jobs)? = optional(
                key,
                queues[key].optional.chosen,
                moment.room,
                book,
                moment
            )
        else { return nil }
        return .run(slot: slot, stages: stages, jobs: jobs)
    }

    /// Whether some promise's turn has come, or its batch would gain little by growing further.
    func promisesAreDue(_ book: LaneBook, _ moment: LaneMoment) -> Bool {
        queues.keys.contains { key in
            let queue = queues[key].mandatory
            guard let turn = queue.turn else { return false }
            return turn <= moment.now || queue.count >= book.models[key.slot].company(stage: key.stage)
        }
    }

    private mutating func optional(
        _ key: RubatoQueues.Key,
        _ jobs: RankedSet,
        _ limit: Int64,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> LaneDecision? {
        guard let roomy = roomySize(key, jobs.count, limit, book, moment) else { return .wait(until: nil) }
        let bearable = slack(book, moment) - book.dispatchCost
        var size = Self.largest(upTo: roomy) {
            book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: $0) <= bearable
        }
        while size > 0 {
            let batch = timely(jobs, size, key, book, moment)
            if !batch.isEmpty {
                charge(batch, key, book, moment)
                return grant(batch, key, upTo: bearable, book, moment)
            }
            size /= 2
        }
        return nil
    }

    private mutating func charge(_ batch: [JobID], _ key: RubatoQueues.Key, _ book: LaneBook, _ moment: LaneMoment) {
        let whole = book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: batch.count)
        for job in batch.compactMap({ book.jobs[$0] }) {
            shares.charge(job.tenant, Double(whole) / Double(batch.count), at: moment.now)
        }
    }

    /// Where optional stages should run next: while time has a price where most is gained with it, else in the order of turns.
    private func nextChosen(_ book: LaneBook) -> RubatoQueues.Key? {
        guard price.perNanosecond > 0, switches.usesPrice else { return first(in: { $0.chosen }) }
        if let owed = first(in: { $0.owed }) { return owed }
        var best: (key: RubatoQueues.Key, worth: Double)?
        for key in queues.keys {
            let waiting = queues[key].optional
            guard !waiting.chosen.isEmpty else { continue }
            let costs = book.models[key.slot]
            let outlook = costs.outlook(stage: key.stage)
            let jobs = min(waiting.chosen.count, book.batchLimit(slot: key.slot))
            let time = costs.bound(stages: key.stage...outlook.exit, jobs: jobs)
            let worth = outlook.gain * waiting.meanDoubt * Double(jobs) / Double(max(1, time))
            if worth > best?.worth ?? -1 { best = (key, worth) }
        }
        return best?.key
    }

    /// Where the job waits that should be done first.
    func first(in set: (OptionalQueue) -> RankedSet) -> RubatoQueues.Key? {
        var first: (key: RubatoQueues.Key, turn: Ranked)?
        for key in queues.keys {
            guard let turn = set(queues[key].optional).first, first.map({ turn < $0.turn }) ?? true else { continue }
            first = (key, turn)
        }
        return first?.key
    }

    /// Where the least confident of the others gains most per time.
    private func mostGain(_ book: LaneBook) -> RubatoQueues.Key? {
        var best: (key: RubatoQueues.Key, gain: Double)?
        for key in queues.keys {
            guard let least = queues[key].optional.leftOver.first else { continue }
            let confidence = OptionalQueue.confidence(ofRank: least.rank)
            let gain = book.models[key.slot].gainRate(stage: key.stage, confidence: confidence)
            if gain > best?.gain ?? -1 { best = (key, gain) }
        }
        return best?.key
    }

    /// The first jobs, at most `size`, of those who would be in time in a batch of that size.
    private func timely(
        _ jobs: RankedSet,
        _ size: Int,
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> [JobID] {
        let end = moment.start + book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: size)
        var batch: [JobID] = []
        var origin: BatchID??
        let owed = queues[key].optional.owed.prefix(size)
        let others = jobs.prefix(4 * size).filter { !owed.contains($0) }
        for candidate in owed + others where batch.count < size {
            guard let job = book.jobs[JobID(candidate.id)], job.end >= end else { continue }
            if !switches.merges, let origin, origin != job.lastBatch { continue }
            origin = .some(job.lastBatch)
            batch.append(job.id)
        }
        return batch
    }

    /// Grants the batch's next stage, and further ones where that delays nobody or spares a command.
    ///
    /// - Parameters:
    ///   - batch: Jobs that wait before the same stage.
    ///   - key: Where.
    ///   - balance: How long the segment may be if it covers more than one stage.
    ///   - book: The lane's facts.
    ///   - moment: The instant of the decision.
    /// - Returns: The segment.
    mutating func grant(
        _ batch: [JobID],
        _ key: RubatoQueues.Key,
        upTo balance: Int64,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> LaneDecision {
        take(batch, book)
        let jobs = batch.compactMap { book.jobs[$0] }
        let wanted = jobs.reduce(key.stage) { max($0, $1.lastExit) }
        let promised = jobs.reduce(key.stage) { $1.isPromised ? max($0, $1.mandatoryExit) : $0 }
        let isMandatory = jobs.contains(where: \.isMandatory)
        let beyond = extensionLimit(isMandatory: isMandatory, moment, book)
        var last = key.stage
        while last < wanted {
            let limit = queues.mandatoryCount > 0 ? 0 : last < promised ? moment.room : beyond
            let work = book.bound(slot: key.slot, stages: key.stage...(last + 1), jobs: batch.count)
            guard work <= min(limit, balance) || mayGoOn(jobs, key, to: last + 1, for: work, book, moment) else {
                break
            }
            guard last < promised || isWorthwhile(last + 1, jobs, key, book) else { break }
            last += 1
        }
        return .run(slot: key.slot, stages: key.stage...last, jobs: batch)
    }

    /// Whether a segment may be that long because those who stay would be the next in any case, which all others can bear.
    ///
    /// Only for ``stayInCommands``: what comes meanwhile might change who is next.
    private func mayGoOn(
        _ jobs: [QueuedJob],
        _ key: RubatoQueues.Key,
        to next: Int,
        for work: Int64,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> Bool {
        let expected = book.pace.expected(book.models[key.slot].bound(stages: key.stage...next, jobs: jobs.count))
        guard work <= moment.room, expected <= Self.stayInCommands * book.dispatchCost else { return false }
        guard jobs.allSatisfy(\.isPromised), goesOn(jobs.count, key, to: next, book) else { return false }
        return work <= slack(book, moment) - book.dispatchCost
    }

    /// How long a segment may be that goes on behind its mandatory stages.
    ///
    /// A job that has just come must not overtake those that have waited; the others may go on for as long as spares a command.
    private func extensionLimit(isMandatory: Bool, _ moment: LaneMoment, _ book: LaneBook) -> Int64 {
        if queues.count == 0 { return moment.room }
        return isMandatory ? 0 : min(moment.room, Self.grainInCommands * book.dispatchCost)
    }

    /// Whether the jobs' mean gain at a later stage is worth the time, as far as their present confidences say.
    private func isWorthwhile(_ stage: Int, _ jobs: [QueuedJob], _ key: RubatoQueues.Key, _ book: LaneBook) -> Bool {
        guard price.perNanosecond > 0, let first = jobs.first, first.isPromised else { return true }
        let outlook = book.models[key.slot].outlook(stage: key.stage)
        guard stage > outlook.exit || first.isMandatory else { return true }
        let confidence = jobs.reduce(Float(0)) { $0 + $1.confidence } / Float(jobs.count)
        let gainRate = book.models[key.slot].gainRate(stage: stage, confidence: confidence) / book.pace.mean
        return gainRate >= price.perNanosecond
    }
}
