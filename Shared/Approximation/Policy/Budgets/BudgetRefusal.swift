package import Kernel

/// Why a debit was not made.
package enum BudgetRefusal: Hashable, Sendable {
    /// More than all that is left; `nil`: more than the whole limit, it will never fit.
    case exhausted(AccountID, renewal: Instant?)
    /// Less than what is left, but ahead of the pace that makes it last; the earliest instant at which it fits, if
    /// nothing else is used.
    case aheadOfPace(AccountID, until: Instant)
    /// As many holds are open as are kept.
    case tooManyHolds
}
