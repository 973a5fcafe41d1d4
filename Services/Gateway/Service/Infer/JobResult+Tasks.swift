import Messages

extension Rubato_V1_JobResult {
    /// Whether no exit was done by the deadline of a task; `nil` is the network's own.
    func isLate(_ task: String?) -> Bool {
        guard let task else { return ownIsLate }
        return tasks.first { $0.name == task }?.isLate ?? false
    }

    /// The exit that answered a task of a request with terms.
    func exit(of task: String?) -> UInt32 {
        guard let task else { return ownExit }
        return tasks.first { $0.name == task }?.exit ?? exit
    }
}
