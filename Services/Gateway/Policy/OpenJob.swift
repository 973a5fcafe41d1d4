import Domain
import Kernel

/// A job that waits for its end.
struct OpenJob: Sendable {
    enum Phase: Hashable, Sendable {
        /// Admission has been asked; leads to `sent`, or to the end by refusal, alarm or departure.
        case asking
        /// With a worker, and admission has been asked; leads to `sent` by the verdict, to `asking` when the worker
        /// fails, else to the end.
        case confirming(WorkerID)
        /// With a worker; leads back to `asking` when that fails, else to the end.
        case sent(WorkerID)
        /// That worker has failed it, if it was with one, and its second way is all that is left; leads to `asking` when that
        /// fails, too, else to the end.
        case lone(after: WorkerID?)
    }

    /// What is done for a job beside its first way.
    enum SecondWay: Hashable, Sendable {
        /// Admission has been asked for a hedge; leads to `out` or to none.
        case asked
        /// With a worker or cloud tier; leads to `kept`, to the end or, when that fails, to none.
        case out(WorkerID, Leg.Terms)
        /// The answer of a fallback, for the case that the cloud tier's does not come.
        case kept
    }

    var spec: JobSpec
    let stream: StreamID?
    var phase: Phase
    var retriesLeft: Int
    /// Whether admission may hold a claim for it.
    var isClaimed: Bool
    /// Whether a worker's promise covers it.
    var isPromised = false
    /// Whether it is at the cloud tier.
    var isOffloaded = false
    /// Whether admission knows that it has not come back from there in time.
    var lossIsTold = false
    /// When it is tried at the edge all the same, unless it comes back from the cloud tier.
    var fallBackAt: Instant?
    var second: SecondWay?
    /// When the answer of the fallback is given.
    var answerBy: Instant?
    /// When a copy must leave for the cloud tier to be back in time.
    var hedgeAt: Instant?

    var worker: WorkerID? {
        switch phase {
        case .asking, .lone: nil
        case .confirming(let worker), .sent(let worker): worker
        }
    }

    /// Who has it, or has failed it as the last one.
    var lastWorker: WorkerID? {
        if case .lone(let worker) = phase { worker } else { worker }
    }

    var awaitsVerdict: Bool {
        switch phase {
        case .asking, .confirming: true
        case .sent, .lone: false
        }
    }

    /// Whether its second way can still answer it.
    var hasSecondWay: Bool {
        switch second {
        case .out, .kept: true
        case .asked, nil: false
        }
    }
}
