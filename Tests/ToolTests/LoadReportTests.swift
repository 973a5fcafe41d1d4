import Foundation
import Testing

@testable import Tool
@testable import ToolPolicy

@Suite("Load report")
struct LoadReportTests {
    private func answer(exit: Int, correct: Bool) -> LoadOutcome {
        var answer = LoadAnswer()
        answer.exit = exit
        answer.isCorrect = correct
        answer.legs = [ServerLeg(name: "exec", microseconds: 900)]
        return .answered(answer)
    }

    private var tally: LoadTally {
        var tally = LoadTally()
        for _ in 0..<10 { tally.offer(lateness: .microseconds(100)) }
        let outcomes: [(LoadOutcome, Int64)] = [
            (answer(exit: 0, correct: true), 5), (answer(exit: 3, correct: true), 20),
            (answer(exit: 3, correct: false), 30),
            (answer(exit: 1, correct: true), 51), (.refused(reason: "overloaded"), 1),
            (.refused(reason: "overloaded"), 1),
            (.failed(reason: "http 500"), 2), (.failed(reason: "connection lost"), 3), (.lost, 2_050),
            (answer(exit: 0, correct: true), 50),
        ]
        for (outcome, milliseconds) in outcomes {
            tally.settle(outcome, after: .milliseconds(milliseconds), deadline: .milliseconds(50))
        }
        return tally
    }

    @Test("accounts for every request exactly once")
    func accounts() {
        let report = LoadReport(tally, seconds: 2, hasLabels: true, run: RunContext())
        #expect(report.offered == 10)
        #expect(report.answered == 5)
        #expect(report.inDeadline == 4)
        #expect(report.late == 1)
        #expect(report.refused == 2)
        #expect(report.failed == 2)
        #expect(report.lost == 1)
        #expect(report.exits == ["0": 2, "1": 1, "3": 2])
        #expect(report.goodputRPS == 2)
        #expect(report.refusalReasons == ["overloaded": 2])
    }

    @Test(
        "counts refused, late, failed and lost as wrong in the accuracy of offered, only wrong ones in that of answered"
    )
    func accuracies() {
        let report = LoadReport(tally, seconds: 2, hasLabels: true, run: RunContext())
        #expect(report.accuracyOfOffered == 0.3)
        #expect(report.accuracyOfAnswered == 0.8)
    }

    @Test("claims no accuracy without labels")
    func withoutLabels() {
        let report = LoadReport(tally, seconds: 2, hasLabels: false, run: RunContext())
        #expect(report.accuracyOfOffered == nil)
        #expect(report.accuracyOfAnswered == nil)
    }

    @Test("measures answers, refusals and everything settled apart, and leaves lost ones out")
    func times() {
        let report = LoadReport(tally, seconds: 2, hasLabels: true, run: RunContext())
        #expect(abs(report.latency.max - 51) < 0.1)
        #expect(abs(report.refusalTime.max - 1) < 0.01)
        #expect(abs(report.settleTime.max - 51) < 0.1)
        #expect(abs(report.generatorLateness.p99 - 0.1) < 0.001)
        #expect(abs((report.serverLegs["exec"]?.p50 ?? 0) - 0.9) < 0.001)
    }

    @Test("marks what emulated devices gave late, and says nothing where none is emulated")
    func emulation() throws {
        #expect(LoadReport(tally, seconds: 2, hasLabels: true, run: RunContext()).emulation == nil)
        var emulated = tally
        for lag in [0, 1_500] {
            var answer = LoadAnswer()
            answer.emulatedDevice = "npu-small"
            answer.emulationLagMicroseconds = lag
            answer.modeledJoules = 0.002
            emulated.settle(.answered(answer), after: .milliseconds(3), deadline: .milliseconds(50))
        }
        let report = LoadReport(emulated, seconds: 2, hasLabels: true, run: RunContext())
        let emulation = try #require(report.emulation)
        #expect(emulation.answers == ["npu-small": 2])
        #expect(emulation.late == 1 && emulation.maxLagMilliseconds == 1.5 && emulation.modeledJoules == 0.004)
        let text = LoadSummary(report: report).text
        #expect(text.contains("npu-small: 2; 2.000 mJ each as modeled"))
        #expect(text.contains("MARKED: 1 of them came later than modeled, by at most 1.50 ms"))
    }

    @Test("writes the keys that readers rely on")
    func keys() throws {
        let report = LoadReport(tally, seconds: 2, hasLabels: true, run: RunContext())
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
        let json = try #require(object)
        let promised = [
            "offered", "answered", "in_deadline", "late", "refused", "failed", "lost", "accuracy_of_offered",
            "accuracy_of_answered", "goodput_rps", "latency_ms", "exits", "generator_lateness_ms",
        ]
        #expect(promised.filter { json[$0] == nil } == [])
        let latency = json["latency_ms"] as? [String: Any]
        #expect(Set(latency.map { Array($0.keys) } ?? []) == ["p50", "p90", "p99", "p999", "max"])
        #expect((json["generator_lateness_ms"] as? [String: Any])?["p99"] != nil)
    }

    @Test("keeps a bounded number of reasons")
    func bounds() {
        var tally = LoadTally()
        for number in 0..<1_000 {
            tally.settle(.failed(reason: "reason \(number)"), after: .zero, deadline: .seconds(1))
        }
        #expect(tally.failures.count == LoadTally.reasonLimit + 1)
        #expect(tally.failed == 1_000)
    }

    @Test("counts every step of the ladder, what each account did not pay, and what was used")
    func ladder() {
        var tally = LoadTally()
        for step in ["full", "full", "shallower_exit", "cloud"] {
            var answer = LoadAnswer()
            answer.step = step
            answer.modeledJoules = 0.5
            tally.offer(lateness: .zero)
            tally.settle(.answered(answer), after: .milliseconds(1), deadline: .milliseconds(50))
        }
        tally.offer(lateness: .zero)
        let refusal = LoadOutcome.refused(reason: "budget_exhausted", budget: "cluster/money")
        tally.settle(refusal, after: .milliseconds(1), deadline: .milliseconds(50))
        let report = LoadReport(tally, seconds: 1, hasLabels: false, run: RunContext())
        #expect(report.ladder == ["full": 2, "shallower_exit": 1, "cloud": 1, "refused": 1])
        #expect(report.budgetsExhausted == ["cluster/money": 1])
        #expect(report.modeledJoules == 2)
        let text = LoadSummary(report: report).text
        #expect(text.contains("full: 2 (40.00 %) → shallower_exit: 1 (20.00 %) → cloud: 1 (20.00 %) → refused: 1"))
        #expect(text.contains("not paid by cluster/money: 1"))
    }
}
