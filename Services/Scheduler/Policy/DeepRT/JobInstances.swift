import Domain
import Kernel

/// DeepRT's deadline queue: released job instances, the earliest deadline first, of equal ones the first to be released.
struct JobInstances: Sendable {
    private var order = RankedSet()
    private var instances: [UInt64: JobInstance] = [:]
    /// In which instance a job is.
    private var places: [JobID: UInt64] = [:]
    private var made: UInt64 = 0

    var isEmpty: Bool { order.isEmpty }

    mutating func insert(_ instance: JobInstance) {
        made += 1
        order.insert(Ranked(rank: instance.due, id: made))
        instances[made] = instance
        for job in instance.jobs { places[job] = made }
    }

    /// Takes the instance of the earliest deadline.
    mutating func popFirst() -> JobInstance? {
        guard let first = order.first, let instance = instances.removeValue(forKey: first.id) else { return nil }
        order.remove(first)
        for job in instance.jobs { places[job] = nil }
        return instance
    }

    /// Takes a job out of its instance, and an instance that is empty then.
    ///
    /// - Returns: Whether it was in one.
    mutating func remove(_ job: JobID) -> Bool {
        guard let place = places.removeValue(forKey: job), var instance = instances[place] else { return false }
        instance.jobs.removeAll { $0 == job }
        instances[place] = instance.jobs.isEmpty ? nil : instance
        if instance.jobs.isEmpty { order.remove(Ranked(rank: instance.due, id: place)) }
        return true
    }
}
