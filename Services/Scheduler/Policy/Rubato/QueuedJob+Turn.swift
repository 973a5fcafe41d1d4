import Domain
import Kernel

extension QueuedJob {
    /// Of what was left of a job's budget on its arrival, when its turn comes: so that nobody is overtaken for long by jobs with
    /// shorter budgets, and equal ones are done as they came.
    private static let turnsPerBudget: Int64 = 2

    /// When it should be served, for as long as nobody's end asks for another order.
    var turn: Ranked { Ranked(rank: arrival + (end - arrival) / Self.turnsPerBudget, id: id.rawValue) }
}
