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
    }

    let spec: JobSpec
    let stream: StreamID?
    var phase: Phase
    var retriesLeft: Int
    /// Whether admission may hold a claim for it.
    var isClaimed: Bool
    /// Whether a worker's promise covers it.
    var isPromised = false
    /// Whether it is at the cloud tier.
    var isOffloaded = false
    /// When it is tried at the edge all the same, unless it comes back from the cloud tier.
    var fallBackAt: Instant?

    var worker: WorkerID? {
        switch phase {
        case .asking: nil
        case .confirming(let worker), .sent(let worker): worker
        }
    }

    var awaitsVerdict: Bool {
        switch phase {
        case .asking, .confirming: true
        case .sent: false
        }
    }
}
