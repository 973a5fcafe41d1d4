import Domain
import Kernel

/// The records of the last jobs: a ring, in which a job's number says where it stands.
struct JobHistory {
    private var ring: [JobRecord?]

    /// - Parameter capacity: How many jobs are remembered; 0 remembers none.
    init(capacity: Int) {
        ring = Array(repeating: nil, count: capacity)
    }

    subscript(_ job: JobID) -> JobRecord? {
        guard let place = place(of: job), let record = ring[place], record.job == job else { return nil }
        return record
    }

    mutating func begin(_ record: JobRecord) {
        if let place = place(of: record.job) { ring[place] = record }
    }

    mutating func note(_ step: JobRecord.Step, of job: JobID, at now: Instant) {
        // In place: a copy of the record would make every step copy all before it.
        if let place = place(of: job), ring[place]?.job == job { ring[place]?.note(step, at: now) }
    }

    private func place(of job: JobID) -> Int? {
        ring.isEmpty ? nil : Int(job.rawValue % UInt64(ring.count))
    }
}
