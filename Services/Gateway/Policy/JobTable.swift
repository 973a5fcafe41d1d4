import Domain
import Kernel

/// The open jobs, within their bounds, and when each must be given up.
struct JobTable: Sendable {
    private let limits: GatewayLimits
    private var jobs: [JobID: OpenJob] = [:]
    private var alarms = AlarmQueue()
    private(set) var heldBytes = 0

    init(limits: GatewayLimits) {
        self.limits = limits
    }

    var count: Int { jobs.count }

    subscript(_ job: JobID) -> OpenJob? { jobs[job] }

    /// The bound that one more job would exceed.
    func bound(against spec: JobSpec) -> Rejection? {
        if jobs.count >= limits.openJobs { return .tooManyJobs }
        return heldBytes + spec.bytes > limits.heldBytes ? .tooManyBytes : nil
    }

    mutating func open(_ job: JobID, _ open: OpenJob) {
        let previous = jobs.updateValue(open, forKey: job)
        precondition(previous == nil, "a job is opened once")
        heldBytes += open.spec.bytes
        // Closed jobs leave their alarms behind; this keeps the queue within a constant factor of the open ones.
        if alarms.count > 2 * jobs.count + 64 { alarms.compact { jobs[$0] != nil } }
        alarms.push(AlarmQueue.Entry(instant: alarmInstant(for: open.spec.deadline), job: job))
    }

    mutating func close(_ job: JobID) {
        guard let closed = jobs.removeValue(forKey: job) else { return }
        heldBytes -= closed.spec.bytes
    }

    mutating func setPhase(of job: JobID, _ phase: OpenJob.Phase, isPromised: Bool = false) {
        jobs[job]?.phase = phase
        jobs[job]?.isPromised = isPromised
    }

    /// Lets a job go to the cloud tier, and looks at it again at that instant.
    mutating func offload(_ job: JobID, to member: WorkerID, fallBackAt instant: Instant) {
        jobs[job]?.phase = .sent(member)
        jobs[job]?.isOffloaded = true
        jobs[job]?.lossIsTold = false
        jobs[job]?.fallBackAt = instant
        alarms.push(AlarmQueue.Entry(instant: rounded(instant), job: job))
    }

    /// Lets a job wait for the cloud tier for longer.
    mutating func keepOffloaded(_ job: JobID, isTold: Bool) {
        jobs[job]?.fallBackAt = nil
        jobs[job]?.lossIsTold = isTold
    }

    mutating func setSecond(of job: JobID, _ second: OpenJob.SecondWay?) {
        jobs[job]?.second = second
    }

    /// Keeps the answer of the second way, and looks at the job again at that instant.
    mutating func keepSecond(_ job: JobID, until instant: Instant) {
        jobs[job]?.second = .kept
        jobs[job]?.answerBy = instant
        alarms.push(AlarmQueue.Entry(instant: rounded(instant), job: job))
    }

    /// Lets a job wait for its second way alone.
    mutating func setLone(_ job: JobID) {
        let worker = jobs[job]?.worker
        jobs[job]?.phase = .lone(after: worker)
        jobs[job]?.isOffloaded = false
        jobs[job]?.fallBackAt = nil
    }

    /// Looks at a job again at that instant, or no more, because of a hedge.
    mutating func planHedge(_ job: JobID, at instant: Instant?) {
        jobs[job]?.hedgeAt = instant
        if let instant { alarms.push(AlarmQueue.Entry(instant: rounded(instant), job: job)) }
    }

    mutating func setClaimed(_ job: JobID) {
        jobs[job]?.isClaimed = true
    }

    /// Waits for a new verdict on a job that the cloud tier has not taken in.
    mutating func returnToEdge(_ job: JobID) {
        jobs[job]?.phase = .asking
        jobs[job]?.isOffloaded = false
        jobs[job]?.fallBackAt = nil
        jobs[job]?.isClaimed = true
        jobs[job]?.spec.cloudIsAllowed = false
    }

    /// Whether its deadline and the grace after it are over.
    func isOverdue(_ open: OpenJob, at now: Instant) -> Bool { alarmInstant(for: open.spec.deadline) <= now }

    /// Lets jobs stay with their workers for which no verdict will come.
    mutating func endConfirmations() {
        for (job, open) in jobs {
            if case .confirming(let worker) = open.phase { jobs[job]?.phase = .sent(worker) }
        }
    }

    /// Asks for a job that is with its worker already.
    mutating func confirm(_ job: JobID, at worker: WorkerID) {
        jobs[job]?.phase = .confirming(worker)
        jobs[job]?.isClaimed = true
    }

    /// Takes a retry and waits for a new verdict.
    mutating func retry(_ job: JobID) {
        jobs[job]?.phase = .asking
        jobs[job]?.retriesLeft -= 1
        jobs[job]?.isOffloaded = false
        jobs[job]?.isPromised = false
        jobs[job]?.fallBackAt = nil
        jobs[job]?.isClaimed = true
    }

    /// Those that wait for a verdict, in the order of their numbers.
    var asking: [(JobID, OpenJob)] {
        jobs.filter { $0.value.phase == .asking }.sorted { $0.key < $1.key }
    }

    var nextAlarm: Instant? { alarms.first?.instant }

    /// Removes alarms that are due, or of closed jobs, from the front, and gives the open jobs whose they were; one that has
    /// two may be there twice.
    mutating func takeDue(at now: Instant) -> [(JobID, OpenJob)] {
        var due: [(JobID, OpenJob)] = []
        while let first = alarms.first {
            let open = jobs[first.job]
            if let open, first.instant <= now {
                due.append((first.job, open))
            } else if open != nil {
                break
            }
            _ = alarms.popFirst()
        }
        return due
    }

    private func alarmInstant(for deadline: Instant) -> Instant { rounded(deadline + limits.grace) }

    private func rounded(_ instant: Instant) -> Instant {
        let grain = limits.alarmGrain.nanoseconds
        return Instant(nanoseconds: (instant.nanoseconds + grain - 1) / grain * grain)
    }
}
