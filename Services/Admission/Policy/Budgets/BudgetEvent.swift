package import Approximation
package import Domain

/// What the admission controller is told of budgets.
package enum BudgetEvent: Sendable {
    /// What a job has used; its claim is settled after that.
    case used(JobID, JobUse)
    /// What answered frames of an admitted stream have used, and of how many sent ones nobody knows that.
    case streamUsed(StreamID, joules: Double, unknown: Int)
    /// The store's answer: all accounts that there are.
    case covered([CoverGrant])
    /// The store could not be asked.
    case storeFailed
    /// What was used is to be booked, even if enough is set aside.
    case bookingDue
}
