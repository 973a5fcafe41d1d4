/// What a rule that chooses variants is told.
package enum ApproximationEvent: Hashable, Sendable {
    case requested(ApproximationRequest)
    case connectionChanged(isUp: Bool)
    /// What is left of both budgets by the account that is kept, whatever the rule has reckoned itself.
    case budgetsRead(Charge)
}
