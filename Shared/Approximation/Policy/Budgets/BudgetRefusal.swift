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
    /// There is as much, but not set aside yet for the process that asks; it will be in a moment.
    case notCovered(AccountID)

    /// The account that lacks it, if one does.
    package var account: AccountID? {
        switch self {
        case .exhausted(let id, _), .aheadOfPace(let id, _), .notCovered(let id): id
        case .tooManyHolds: nil
        }
    }

    /// When it makes sense to ask again, if ever.
    package func retry(at now: Instant) -> Instant? {
        switch self {
        case .exhausted(_, let renewal): renewal
        case .aheadOfPace(_, let until): until
        case .notCovered, .tooManyHolds: now + .milliseconds(20)
        }
    }
}
