import Domain
import Kernel

/// What waits on the lane, by model and next stage, in the orders in which Rubato asks for it.
struct RubatoQueues: Sendable {
    /// A model's place in the lane's list and its next stage.
    struct Key: Hashable, Sendable {
        let slot: Int
        let stage: Int
    }

    private let options: PolicyOptions
    private var queues: [[StageQueues]] = []
    private(set) var count = 0
    private(set) var mandatoryCount = 0
    private(set) var lateCount = 0
    private(set) var optionalCount = 0
    private(set) var spareCount = 0

    /// The places where something has ever waited, in the order of their first use.
    private(set) var keys: [Key] = []

    init(_ options: PolicyOptions) { self.options = options }

    subscript(key: Key) -> StageQueues { queues[key.slot][key.stage] }

    /// Adds a job where it waits; of optional work `isChosen` says whether it is to run or only in time that nobody wants.
    mutating func insert(_ job: QueuedJob, isChosen: Bool, isOwed: Bool = false) {
        makePlace(for: job)
        count += 1
        if !job.isPromised {
            queues[job.slot][job.stage].spare.insert(job)
            spareCount += 1
        } else if job.isMandatory {
            queues[job.slot][job.stage].mandatory.insert(job)
            mandatoryCount += 1
        } else {
            queues[job.slot][job.stage].optional.insert(job, isChosen: isChosen, isOwed: isOwed)
            optionalCount += 1
        }
    }

    mutating func remove(_ job: QueuedJob) {
        guard job.slot < queues.count, job.stage < queues[job.slot].count else { return }
        let entry = Ranked(rank: job.end, id: job.id.rawValue)
        if !job.isPromised {
            guard queues[job.slot][job.stage].spare.remove(job) else { return }
            spareCount -= 1
        } else if !job.isMandatory {
            guard queues[job.slot][job.stage].optional.remove(job) else { return }
            optionalCount -= 1
        } else if queues[job.slot][job.stage].mandatory.remove(job) {
            mandatoryCount -= 1
        } else if queues[job.slot][job.stage].late.remove(entry) {
            lateCount -= 1
        } else {
            return
        }
        count -= 1
    }

    /// Gives up the promise's place in the order; the job stays and runs when no feasible promise waits.
    mutating func demote(_ job: QueuedJob) {
        guard queues[job.slot][job.stage].mandatory.remove(job) else { return }
        mandatoryCount -= 1
        queues[job.slot][job.stage].late.insert(Ranked(rank: job.end, id: job.id.rawValue))
        lateCount += 1
    }

    /// Lets optional work that was to run wait for time that nobody else wants.
    mutating func putAside(_ job: QueuedJob) {
        guard queues[job.slot][job.stage].optional.remove(job) else { return }
        queues[job.slot][job.stage].optional.insert(job, isChosen: false)
    }

    /// What the optional work that is to run will take, in expected nanoseconds.
    func chosenWork(_ book: LaneBook) -> Double {
        keys.reduce(0) { sum, key in
            let count = Double(self[key].optional.chosen.count)
            return count > 0 ? sum + count * book.models[key.slot].outlook(stage: key.stage).cost * book.pace.mean : sum
        }
    }

    private mutating func makePlace(for job: QueuedJob) {
        while queues.count <= job.slot { queues.append([]) }
        while queues[job.slot].count <= job.stage {
            keys.append(Key(slot: job.slot, stage: queues[job.slot].count))
            queues[job.slot].append(StageQueues(optional: OptionalQueue(options)))
        }
    }
}
