import Kernel
import Testing

@testable import WorkerService

@Suite("Tasks on terms of their own")
struct TaskTermsTests {
    private static func at(_ milliseconds: Int) -> Instant { .origin + .milliseconds(milliseconds) }

    private static func selection(_ own: TaskTerms, _ further: TaskTerms, includesOwn: Bool = true) -> TaskSelection {
        var selection = TaskSelection(includesOwn: includesOwn, further: [0])
        selection.terms = [own, further]
        return selection
    }

    @Test("count alike unless they say otherwise, and leave with the least sure")
    func likeUtilities() {
        let tasks = Self.selection(TaskTerms(), TaskTerms())
        #expect(abs(tasks.confidence(own: 0.75, others: [0.5], at: Self.at(1)) - 0.5) < 1e-6)
    }

    @Test("that matter less let the sample go with more doubt of theirs")
    func unlikeUtilities() {
        let tasks = Self.selection(TaskTerms(utility: 4), TaskTerms(utility: 1))
        #expect(abs(tasks.confidence(own: 0.9, others: [0.5], at: Self.at(1)) - 0.875) < 1e-6)
        let nothing = Self.selection(TaskTerms(utility: 1), TaskTerms(utility: 0))
        #expect(abs(nothing.confidence(own: 0.9, others: [0], at: Self.at(1)) - 0.9) < 1e-6)
    }

    @Test("do not hold the sample once their deadline has come")
    func closedTasks() {
        let tasks = Self.selection(TaskTerms(), TaskTerms(deadline: Self.at(5)))
        #expect(abs(tasks.confidence(own: 0.9, others: [0.25], at: Self.at(4)) - 0.25) < 1e-6)
        #expect(abs(tasks.confidence(own: 0.9, others: [0.25], at: Self.at(5)) - 0.9) < 1e-6)
        let alone = Self.selection(TaskTerms(), TaskTerms(deadline: Self.at(5)), includesOwn: false)
        #expect(alone.confidence(own: 0, others: [0.25], at: Self.at(6)) == 1)
    }

    private static func step(_ own: Float, _ further: Float) -> StageStep {
        var step = StageStep(confidence: own, probabilities: [own, 1 - own], carried: nil)
        step.tasks = [TaskReading(confidence: further, probabilities: [further, 1 - further])]
        return step
    }

    @Test("are answered by the deepest exit that was done by their deadline")
    func deepestInTime() {
        var answers = TaskAnswers(Self.selection(TaskTerms(), TaskTerms(deadline: Self.at(5))))
        for exit in 0..<3 { answers.note(Self.step(0.5, 0.25 * Float(exit)), at: exit, done: Self.at(2 + 3 * exit)) }
        #expect(answers.own?.exit == 2 && answers.own?.isLate == false)
        #expect(answers.further(0)?.exit == 1 && answers.further(0)?.isLate == false)
        #expect(answers.further(0)?.reading.confidence == 0.25)
    }

    @Test("whose deadline no exit has met have the first one after it, and say so")
    func late() {
        var answers = TaskAnswers(Self.selection(TaskTerms(), TaskTerms(deadline: Self.at(1))))
        for exit in 0..<2 { answers.note(Self.step(0.5, 0.5), at: exit, done: Self.at(2 + exit)) }
        #expect(answers.further(0)?.exit == 0 && answers.further(0)?.isLate == true)
        #expect(answers.own?.exit == 1 && answers.own?.isLate == false)
    }
}
