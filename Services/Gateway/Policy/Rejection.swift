package import Domain

/// Why a job or a stream gets an error instead of an answer.
package enum Rejection: Hashable, Sendable {
    /// Admission made no promise.
    case refused(Refusal)
    /// The gateway's bound on open jobs is reached.
    case tooManyJobs
    /// The gateway's bound on held tensors is reached.
    case tooManyBytes
    /// The gateway's bound on streams is reached.
    case tooManyStreams
    /// So much of the budget was gone before the gateway could read the job that others had better have the time.
    case gatewayOverloaded(wait: Duration)
    case draining
    /// Nobody can say what may be promised.
    case admissionUnavailable
    /// A worker failed the job, and neither slack nor retries are left for another.
    case workerLost
    /// No answer has come by the deadline and its grace.
    case deadlineMissed
    /// The worker found the job itself wrong.
    case failed(String)
}
