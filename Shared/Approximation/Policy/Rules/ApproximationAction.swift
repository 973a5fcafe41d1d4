/// What is to be done with a request.
package enum ApproximationAction: Hashable, Sendable {
    case run(Choice)
    /// Nothing that the budgets allow can answer it in time.
    case drop(application: Int)
}
