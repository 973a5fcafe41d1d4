/// What came of asking for a debit.
package enum DebitOutcome: Hashable, Sendable {
    case held(HoldID)
    case refused(BudgetRefusal)
}
