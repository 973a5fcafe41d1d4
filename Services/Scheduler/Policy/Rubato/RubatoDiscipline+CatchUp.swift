import Domain
import Kernel

extension RubatoDiscipline {
    /// What should run before the optional stages at `key` so as to join them there; `key` itself if nothing should, `nil` if
    /// promises should that have just come.
    ///
    /// Fluid Batching's preemption, between any stages: those who are behind go first if that lowers the sum of all times to
    /// answer. It is asked only while time has no price; then it is accuracy that counts.
    func catchingUp(with key: RubatoQueues.Key, _ book: LaneBook) -> RubatoQueues.Key? {
        guard price.perNanosecond == 0 else { return key }
        let limit = book.batchLimit(slot: key.slot)
        let waiting = min(limit, queues[key].optional.chosen.count)
        let rule = catchUpRule(slot: key.slot, book)
        for stage in (0..<key.stage).reversed() {
            let behind = RubatoQueues.Key(slot: key.slot, stage: stage)
            let optional = queues[behind].optional.chosen.count
            let coming = min(limit - waiting, optional > 0 ? optional : queues[behind].mandatory.count)
            guard coming > 0, rule.gain(waiting, coming, from: stage, stage: key.stage) > 0 else { continue }
            return optional > 0 ? behind : nil
        }
        return key
    }

    /// Whether it is better to wait for a command than to grant ahead, because who is about to end a stage should go on together
    /// with those who would run next, or before them.
    ///
    /// Granted ahead, segments fall into two troops that never meet, each with half of the jobs.
    func awaitsSurvivors(_ book: LaneBook, _ moment: LaneMoment) -> Bool {
        guard switches.holds, price.perNanosecond == 0, book.grants.count == 1, let running = book.grants.first,
            !promisesAreDue(book, moment)
        else { return false }
        let next = running.lastStage + 1
        let rule = catchUpRule(slot: running.slot, book)
        let staying = Int(rule.remaining(Double(running.liveJobs), running.stage..<next).rounded())
        guard staying > 0, next < book.models[running.slot].stageCount, let key = nextPlace(running, book) else {
            return false
        }
        let limit = book.batchLimit(slot: key.slot)
        let optional = queues[key].optional.chosen.count
        let waiting = min(limit, optional > 0 ? optional : queues[key].mandatory.count)
        let gain =
            key.stage < next
            ? -rule.gain(staying, min(waiting, limit - staying), from: key.stage, stage: next)
            : rule.gain(waiting, min(staying, limit - waiting), from: next, stage: key.stage)
        guard gain > Int64(waiting + staying) * book.dispatchCost else { return false }
        return slack(book, moment) > book.dispatchCost
    }

    /// Whether those of a batch who stay would go on before all who wait, so that one segment may cover their next stage.
    ///
    /// The rule is that of catching up. It spares a command, and the wait for it where it can not be granted ahead.
    func goesOn(_ jobs: Int, _ key: RubatoQueues.Key, to next: Int, _ book: LaneBook) -> Bool {
        guard switches.holds, price.perNanosecond == 0, run == nil, queues.lateCount == 0 else { return false }
        let rule = catchUpRule(slot: key.slot, book)
        let staying = Int(rule.remaining(Double(jobs), key.stage..<next).rounded())
        guard staying > 0 else { return false }
        let limit = book.batchLimit(slot: key.slot)
        return queues.keys.allSatisfy { other in
            let waiting = queues[other].mandatory.count + queues[other].optional.chosen.count
            guard waiting > 0 else { return true }
            guard other.slot == key.slot, other.stage < next else { return false }
            return rule.gain(staying, min(waiting, max(0, limit - staying)), from: other.stage, stage: next) <= 0
        }
    }

    /// Where the running segment's model goes on next; `nil` if another model should.
    private func nextPlace(_ running: Grant, _ book: LaneBook) -> RubatoQueues.Key? {
        if let chosen = first(in: { $0.chosen }) {
            guard chosen.slot == running.slot else { return nil }
            guard chosen.stage <= running.lastStage else { return chosen }
            let turn = running.jobs.compactMap { book.jobs[$0]?.turn }.min()
            let first = queues[chosen].optional.chosen.first
            return turn.flatMap { turn in first.flatMap { turn < $0 ? chosen : nil } }
        }
        return queues.keys.first { $0.slot == running.slot && queues[$0].mandatory.count > 0 }
    }

    private func catchUpRule(slot: Int, _ book: LaneBook) -> FluidPreemption {
        FluidPreemption(
            costs: book.models[slot],
            dispatchCost: book.dispatchCost,
            swapCost: 0,
            exitRates: rates.rates(slot: slot),
            slackIsExpected: true
        )
    }
}
