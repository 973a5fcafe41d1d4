import Domain
import Kernel

extension RubatoDiscipline {
    /// Jobs whose next stage would end too late to be of use; they are answered with what they have, now rather than later.
    func futileJobs(_ book: LaneBook, _ moment: LaneMoment) -> [JobID] {
        // Promises that wait for their mandatory part are demoted first.
        guard queues.count > queues.mandatoryCount else { return [] }
        var futile: [JobID] = []
        for key in queues.keys where queues[key].count > 0 {
            let queue = queues[key]
            let bound = book.models[key.slot].bound(stage: key.stage, jobs: 1)
            let bounded = moment.expectedStart + book.pace.bounded(bound)
            let expected = moment.expectedStart + book.pace.expected(bound)
            collect(queue.optional.byEnd, endingBefore: bounded, &futile)
            futile.append(
                contentsOf: queue.optional.expired(at: moment.now).filter { id in
                    book.jobs[id].map { $0.end >= bounded } ?? false
                }
            )
            // Without an answer it is tried while there is a chance, and to the end if nobody else wants the time.
            let isAlone = queue.count == queues.count && queue.mandatory.count + queue.optional.count == 0
            collect(queue.late, endingBefore: isAlone ? moment.now : expected, &futile)
            collect(queue.spare.byEnd, endingBefore: isAlone ? moment.now : expected, &futile)
        }
        return futile
    }

    private func collect(_ set: RankedSet, endingBefore instant: Int64, _ futile: inout [JobID]) {
        guard let first = set.first, first.rank < instant else { return }
        let count = set.count(through: instant - 1, limit: set.count)
        futile.append(contentsOf: set.prefix(count).map { JobID($0.id) })
    }

    /// Takes those out of the order of promises whom even a batch of one would not serve in time, by the bounds.
    mutating func demoteLateHeads(_ book: LaneBook, _ moment: LaneMoment) {
        for key in queues.keys {
            while let head = queues[key].mandatory.byEnd.first, let job = book.jobs[JobID(head.id)] {
                let need = book.bound(slot: key.slot, stages: key.stage...job.mandatoryExit, jobs: 1)
                guard moment.start + need > head.rank else { break }
                demote(job)
            }
        }
    }
}
