import Domain
import Kernel

extension RubatoDiscipline {
    /// Optional stages of the jobs that gain most, if what is promised can bear it.
    mutating func optional(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard let key = mostGain(book) else { return nil }
        let bearable = queues.mandatoryCount == 0 ? .max : slack(book, moment)
        guard let roomy = roomySize(key, queues[key].optional.count, book, moment) else { return .wait(until: nil) }
        var size = Self.largest(upTo: roomy) {
            book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: $0) <= bearable
        }
        while size > 0 {
            let batch = leastConfident(key, size, book, moment)
            if !batch.isEmpty { return grant(batch, key, book, moment) }
            size /= 2
        }
        return nil
    }

    /// Where the least confident job gains most per time.
    private func mostGain(_ book: LaneBook) -> RubatoQueues.Key? {
        var best: (key: RubatoQueues.Key, gain: Double)?
        guard queues.optionalCount > 0 else { return nil }
        for key in queues.keys {
            guard let least = queues[key].optional.byConfidence.first else { continue }
            let confidence = OptionalQueue.confidence(ofRank: least.rank)
            let gain = book.models[key.slot].gainRate(stage: key.stage, confidence: confidence)
            if gain > best?.gain ?? -1 { best = (key, gain) }
        }
        return best?.key
    }

    /// At most `size` jobs of lowest confidence, of those who would be in time in a batch of that size.
    private func leastConfident(
        _ key: RubatoQueues.Key,
        _ size: Int,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> [JobID] {
        let end = moment.start + book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: size)
        var batch: [JobID] = []
        for candidate in queues[key].optional.byConfidence.prefix(4 * size) where batch.count < size {
            let id = JobID(candidate.id)
            if let job = book.jobs[id], job.end >= end { batch.append(id) }
        }
        return batch
    }

    /// Grants the batch's next stage, and further ones where that delays nobody or spares a command.
    mutating func grant(
        _ batch: [JobID],
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> LaneDecision {
        take(batch, book)
        var wanted = key.stage
        var promised = key.stage
        for id in batch {
            guard let job = book.jobs[id] else { continue }
            wanted = max(wanted, job.lastExit)
            if job.isPromised { promised = max(promised, job.mandatoryExit) }
        }
        let grain = min(moment.room, Self.grainInCommands * book.dispatchCost)
        var last = key.stage
        while last < wanted {
            let limit =
                queues.count == 0 ? moment.room : queues.mandatoryCount > 0 ? 0 : last < promised ? moment.room : grain
            guard book.bound(slot: key.slot, stages: key.stage...(last + 1), jobs: batch.count) <= limit else { break }
            last += 1
        }
        return .run(slot: key.slot, stages: key.stage...last, jobs: batch)
    }
}
