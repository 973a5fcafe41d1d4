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
        let rule = FluidPreemption(
            costs: book.models[key.slot],
            dispatchCost: book.dispatchCost,
            swapCost: 0,
            exitRates: rates.rates(slot: key.slot),
            slackIsExpected: true
        )
        for stage in (0..<key.stage).reversed() {
            let behind = RubatoQueues.Key(slot: key.slot, stage: stage)
            let optional = queues[behind].optional.chosen.count
            let coming = min(limit - waiting, optional > 0 ? optional : queues[behind].mandatory.count)
            guard coming > 0, rule.gain(waiting, coming, from: stage, stage: key.stage) > 0 else { continue }
            return optional > 0 ? behind : nil
        }
        return key
    }
}
