import Domain
import Kernel

extension RubatoDiscipline {
    /// Batches that one plan looks at: its cost grows with them, and later ones will be in a later plan.
    private static let planLimit = 24
    /// How much optional work must wait for a plan, and how long plans are apart at least.
    private static let planStride: Int64 = 8_000_000

    /// Puts jobs aside that should be answered with what they have, because more waits than can be refined in time.
    ///
    /// Between plans the price alone decides, job by job.
    mutating func plan(_ book: LaneBook, _ moment: LaneMoment) {
        guard switches.plans, moment.now >= nextPlan, queues.chosenWork(book) > Double(Self.planStride) else {
            return
        }
        nextPlan = moment.now + Self.planStride
        let batches = waitingBatches(book, moment)
        let plan = BatchPlan(batches.map(\.batch), from: moment.expectedStart, price: price.perNanosecond)
        for id in zip(batches, plan.counts).flatMap({ $0.jobs[$1...] }) {
            if let job = book.jobs[id], !shares.isOwed(job.tenant) { queues.putAside(job) }
        }
    }

    private func waitingBatches(_ book: LaneBook, _ moment: LaneMoment) -> [(batch: BatchPlan.Batch, jobs: [JobID])] {
        var batches: [(end: Int64, key: RubatoQueues.Key, jobs: [QueuedJob])] = []
        for key in queues.keys {
            let limit = book.batchLimit(slot: key.slot)
            var waiting = queues[key].optional.chosen.prefix(Self.planLimit * limit).compactMap {
                book.jobs[JobID($0.id)]
            }
            waiting.sort { ($0.end, $0.id) < ($1.end, $1.id) }
            for first in stride(from: 0, to: waiting.count, by: limit) {
                let jobs = waiting[first..<min(first + limit, waiting.count)]
                batches.append(
                    (waiting[first].end, key, jobs.sorted { ($0.confidence, $0.id) < ($1.confidence, $1.id) })
                )
            }
        }
        batches.sort { ($0.end, $0.key.slot, $0.key.stage) < ($1.end, $1.key.slot, $1.key.stage) }
        return batches.prefix(Self.planLimit).map { (batch($0.jobs, $0.end, $0.key, book, moment), $0.jobs.map(\.id)) }
    }

    /// Through the next exit that pays, at the observed pace.
    private func batch(
        _ jobs: [QueuedJob],
        _ end: Int64,
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> BatchPlan.Batch {
        let costs = book.models[key.slot]
        let outlook = costs.outlook(stage: key.stage)
        let times = (1...jobs.count).map { count in
            book.pace.expected(costs.bound(stages: key.stage...outlook.exit, jobs: count))
        }
        let mandatory = switches.usesSlack ? account.latest(after: end) : .max
        return BatchPlan.Batch(
            gains: jobs.map { outlook.gain * Double(max(0, 1 - $0.confidence)) },
            times: times,
            cap: min(end, mandatory)
        )
    }
}
