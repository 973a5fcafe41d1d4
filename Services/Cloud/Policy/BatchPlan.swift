import Domain
import Kernel

/// The batches that wait, in the order in which executors take them up: what the tier's word to those inside rests on.
///
/// With batches and their order fixed, whatever ends before its bound, or leaves, makes nothing else later. So a plan in which
/// all are in time stays one, until a newcomer changes it, who is taken in only with a plan that is one again.
struct BatchPlan: Sendable {
    /// Jobs of one model each, none empty.
    private(set) var batches: [[CloudJob]]

    init() { batches = [] }

    private init(_ batches: [[CloudJob]]) {
        self.batches = batches
    }

    /// Plans the most urgent job next, with company of its model as far as that still ends before its deadline.
    init(composing jobs: [CloudJob], on executors: ExecutorPlan, _ bounds: NetworkBounds) {
        self.init()
        var (rest, executors) = (jobs.sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }, executors)
        while let first = rest.first {
            let alike = rest.filter { $0.model == first.model }.prefix(bounds.capacity(first.model))
            let size = (1...alike.count).last { size in
                executors.next + bounds.bound(first.model, batchSize: size) <= first.deadline
            }
            let batch = Array(alike.prefix(size ?? 1))
            _ = executors.place(bounds.bound(batch))
            rest.removeAll { job in batch.contains { $0.id == job.id } }
            batches.append(batch)
        }
    }

    var count: Int { batches.reduce(0) { $0 + $1.count } }

    var jobs: [CloudJob] { batches.flatMap(\.self) }

    /// Jobs that end after their deadlines if every batch takes its bound.
    func late(on executors: ExecutorPlan, _ bounds: NetworkBounds) -> Set<JobID> {
        var (late, executors) = (Set<JobID>(), executors)
        for batch in batches {
            let end = executors.place(bounds.bound(batch))
            for job in batch where end > job.deadline { late.insert(job.id) }
        }
        return late
    }

    /// Ways to take one more in without planning anew: into a batch of its model, the last first, or alone in the order of
    /// deadlines.
    func inserting(_ job: CloudJob, _ bounds: NetworkBounds) -> [BatchPlan] {
        let joined = batches.indices.reversed().compactMap { index -> BatchPlan? in
            guard batches[index][0].model == job.model, batches[index].count < bounds.capacity(job.model) else {
                return nil
            }
            var more = batches
            more[index].append(job)
            return BatchPlan(more)
        }
        var alone = batches
        let place = batches.firstIndex { $0.allSatisfy { $0.deadline > job.deadline } } ?? batches.endIndex
        alone.insert([job], at: place)
        return joined + [BatchPlan(alone)]
    }

    mutating func takeFirst() -> [CloudJob]? {
        batches.isEmpty ? nil : batches.removeFirst()
    }

    /// - Returns: Whether the job was in it.
    mutating func remove(_ id: JobID) -> Bool {
        for (index, batch) in batches.enumerated() {
            guard let place = batch.firstIndex(where: { $0.id == id }) else { continue }
            batches[index].remove(at: place)
            if batches[index].isEmpty { batches.remove(at: index) }
            return true
        }
        return false
    }
}
