package import Domain
package import Kernel

/// A job of a simulation with what the network would say of it.
package struct WorldJob: Sendable {
    package let job: LaneJob
    /// When its tensor lies at the worker.
    package let arrival: Instant
    /// The confidence that it will read at every exit.
    package let confidences: [Float]

    package init(_ job: LaneJob, arrival: Instant, confidences: [Float]) {
        self.job = job
        self.arrival = arrival
        self.confidences = confidences
    }
}
