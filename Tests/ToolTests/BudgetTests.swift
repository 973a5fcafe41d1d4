import Kernel
import Testing

@testable import ToolPolicy

@Suite("What a request states as left of its deadline")
struct BudgetTests {
    @Test("is never more than is left, as long as anything is, and at most a fortieth of the deadline less")
    func roundsDown() {
        let steps = BudgetSteps(deadline: .milliseconds(50))
        for left in stride(from: 1.25, through: 50, by: 0.37) {
            let stated = steps.milliseconds[steps.place(of: .nanoseconds(Int64(left * 1e6)))]
            #expect(stated <= left && left - stated <= 50.0 / 40)
        }
    }

    @Test("stays within its values, whatever is left")
    func isBounded() {
        let steps = BudgetSteps(deadline: .milliseconds(50))
        #expect(steps.milliseconds.count == BudgetSteps.count)
        #expect(steps.place(of: .seconds(-1)) == 0 && steps.place(of: .zero) == 0)
        #expect(steps.place(of: .seconds(9)) == BudgetSteps.count - 1)
        #expect(BudgetSteps(deadline: .zero).place(of: .zero) == 0)
    }

    @Test("the server's own time is known from an answer that tells it, and only from that")
    func serverTime() {
        var answer = LoadAnswer()
        #expect(LoadOutcome.answered(answer).serverTime == nil)
        answer.legs = [ServerLeg(name: "queue", microseconds: 3), ServerLeg(name: "total", microseconds: 1_500)]
        #expect(LoadOutcome.answered(answer).serverTime == .microseconds(1_500))
        #expect(LoadOutcome.refused(reason: "overloaded").serverTime == nil)
    }
}
