import Domain

/// A way of a job as the cloud tier knows it.
struct CloudGuest: Hashable, Sendable {
    let job: Int
    let attempt: UInt32

    init(job: Int, attempt: UInt32) {
        self.job = job
        self.attempt = attempt
    }

    /// Reads what ``id`` has written.
    init(_ id: JobID) {
        job = Int(id.rawValue & 0xffff_ffff)
        attempt = UInt32(truncatingIfNeeded: id.rawValue >> 32)
    }

    var id: JobID { JobID(UInt64(attempt) << 32 | UInt64(job)) }
}
