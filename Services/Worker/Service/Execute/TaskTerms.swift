package import Kernel

/// On which terms one task of a sample is answered.
package struct TaskTerms: Equatable, Sendable {
    /// Until when an exit counts for it; `nil` leaves it to the job.
    package var deadline: Instant?
    /// By which its doubt counts, against that of the sample's other tasks; at least 0.
    package var utility: Float

    package init(deadline: Instant? = nil, utility: Float = 1) {
        self.deadline = deadline
        self.utility = utility
    }

    /// Whether going deeper can still improve its answer.
    func isOpen(at now: Instant) -> Bool { deadline.map { now < $0 } ?? true }
}
