import Domain
import Kernel

/// DisBatcher's time axis of one category: consecutive windows, each half as long as the shortest relative deadline.
///
/// A window's frames become one job instance at its end, due a window later, so a frame whose instance is in time is over within
/// `2·W ≤ D` of its arrival (Yang et al., SEC 2021). The first window begins with the first job, and the length changes at a
/// window's end only. Ours, because a lane sees jobs and not requests: a deadline counts for the length until
/// ``memory`` windows without it have closed, and a job that could not bear the open window brings its end forward.
struct BatchWindows: Sendable {
    /// For how many further windows with jobs a relative deadline is remembered.
    static let memory = 8

    let slot: Int
    /// The jobs' next stage; only jobs that a restarted scheduler is told again come at others than 0.
    let stage: Int
    private var jobs = RankedSet()
    /// The end of the window that jobs wait in, `nil` while it is empty.
    private(set) var end: Int64?
    /// An end of a window that was; all others are whole lengths away from it.
    private var phase: Int64?
    /// The shortest relative deadlines of the last windows, and of the open one.
    private var shortest: [Int64] = []
    private var shortestNow = Int64.max

    init(slot: Int, stage: Int) {
        self.slot = slot
        self.stage = stage
    }

    mutating func insert(_ job: QueuedJob, at instant: Int64) {
        jobs.insert(Ranked(rank: Int64(job.ordinal), id: job.id.rawValue))
        let relative = max(2, job.end - job.arrival)
        shortestNow = min(shortestNow, relative)
        if let open = end {
            end = min(open, max(instant, job.arrival + relative / 2))
        } else {
            open(at: instant)
        }
    }

    mutating func remove(_ job: QueuedJob) {
        jobs.remove(Ranked(rank: Int64(job.ordinal), id: job.id.rawValue))
        if jobs.isEmpty { end = nil }
    }

    /// Closes the window, if it is over.
    ///
    /// - Returns: Its jobs in the order of arrival and when they are due.
    mutating func close(at now: Int64) -> (jobs: [JobID], due: Int64)? {
        guard let closing = end, closing <= now else { return nil }
        let instance = (jobs.prefix(jobs.count).map { JobID($0.id) }, closing + currentLength)
        shortest = Array((shortest + [shortestNow]).suffix(Self.memory))
        shortestNow = .max
        phase = closing
        jobs = RankedSet()
        end = nil
        return instance
    }

    private var currentLength: Int64 {
        max(1, shortest.reduce(shortestNow) { min($0, $1) } / 2)
    }

    private mutating func open(at instant: Int64) {
        let window = currentLength
        let origin = phase ?? instant
        let passed = max(0, instant - origin) / window
        phase = origin
        end = origin + (passed + 1) * window
    }
}
