/// On which terms one task of a request is to be answered.
struct TaskWish: Hashable {
    /// From the arrival of the request's head; `nil` leaves it to the request.
    var budget: Duration?
    /// By which its doubt counts against that of the others; `nil` is 1.
    var utility: Float?

    var isEmpty: Bool { budget == nil && utility == nil }

    /// Both together; `nil` if they contradict each other.
    func merged(with other: TaskWish) -> TaskWish? {
        guard budget == nil || other.budget == nil || budget == other.budget,
            utility == nil || other.utility == nil || utility == other.utility
        else { return nil }
        return TaskWish(budget: budget ?? other.budget, utility: utility ?? other.utility)
    }
}
