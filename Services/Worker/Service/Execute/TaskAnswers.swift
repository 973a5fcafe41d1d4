import Kernel

/// The answers of a sample's tasks that have terms of their own: each from the deepest exit that was done by its deadline.
struct TaskAnswers {
    struct Answer {
        var exit: Int
        var reading: TaskReading
        /// No exit was done by its deadline, so it has the first one after that.
        var isLate: Bool
    }

    private let selection: TaskSelection
    /// Of the own task and then of the further ones.
    private var answers: [Answer?]

    init(_ selection: TaskSelection) {
        self.selection = selection
        answers = Array(repeating: nil, count: selection.terms.count)
    }

    /// Takes what an exit has said.
    mutating func note(_ step: StageStep, at exit: Int, done now: Instant) {
        let own = TaskReading(confidence: step.confidence, probabilities: step.probabilities)
        for (place, reading) in ([own] + step.tasks).enumerated() where place < answers.count {
            let isOpen = selection.terms[place].deadline.map { now <= $0 } ?? true
            guard isOpen || answers[place] == nil else { continue }
            answers[place] = Answer(exit: exit, reading: reading, isLate: !isOpen)
        }
    }

    var own: Answer? { answers.first ?? nil }

    /// That of a further task by its place in the selection.
    func further(_ place: Int) -> Answer? { place + 1 < answers.count ? answers[place + 1] : nil }
}
