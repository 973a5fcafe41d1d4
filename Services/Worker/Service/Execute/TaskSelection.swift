import Kernel

/// Which of a model's tasks one sample is to be answered for, and on which terms.
package struct TaskSelection: Equatable, Sendable {
    /// The network's own.
    package var includesOwn: Bool
    /// Places of further ones among the model's, each once.
    package var further: [Int]
    /// Of the own task and then of the further ones; empty if all are on the job's terms.
    package var terms: [TaskTerms] = []

    package init(includesOwn: Bool = true, further: [Int] = []) {
        precondition(includesOwn || !further.isEmpty, "a sample is for something")
        self.includesOwn = includesOwn
        self.further = further
    }

    /// How sure the sample's tasks are together, as its exit rule sees it.
    ///
    /// A task's doubt, 1 less its confidence, counts by its utility against the largest of the sample's; one whose
    /// deadline has come has none any more, as no deeper exit is of use to it. With like utilities and no deadlines this
    /// is the least confidence.
    ///
    /// - Parameters:
    ///   - own: Of the network's own task.
    ///   - others: Of the further ones, in their order.
    ///   - now: When the exit was done.
    /// - Returns: 0…1.
    func confidence(own: Float, others: [Float], at now: Instant) -> Float {
        precondition(terms.count == 1 + further.count, "every task has its terms")
        let tasks = Array(zip(terms, [own] + others)).dropFirst(includesOwn ? 0 : 1)
        let most = tasks.map { $0.0.utility }.max() ?? 0
        let doubts = tasks.filter { $0.0.isOpen(at: now) }.map { (1 - $0.1) * (most > 0 ? $0.0.utility / most : 1) }
        return 1 - (doubts.max() ?? 0)
    }
}
