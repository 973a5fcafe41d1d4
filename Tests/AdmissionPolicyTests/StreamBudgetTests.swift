import Approximation
import Domain
import Kernel
import SimulationKit
import Testing

@testable import AdmissionPolicy

@Suite("Streams that are paid from budgets")
struct StreamBudgetTests {
    private static let energy = AccountID(.cluster, .energy)

    /// A worker of 10 W: a frame costs 10 mJ at the first exit and 50 mJ at the second one.
    private static func fixture(joules: Double, horizon: Double = 100) -> AdmissionFixture {
        var member = TestModels.member([AdmissionFixture.model])
        member.watts = 10
        var fixture = AdmissionFixture([member])
        grant(joules, horizon: horizon, to: &fixture, at: 0)
        return fixture
    }

    /// As if the store had set all of it aside.
    private static func grant(_ joules: Double, horizon: Double, to fixture: inout AdmissionFixture, at now: Double) {
        let limit = BudgetLimit(
            amount: BudgetAmounts.units(joules, of: .energy),
            horizon: .seconds(horizon),
            ahead: 0.1
        )
        var account = BudgetAccount(.energy, limit: limit, at: .origin)
        account.hold(limit.amount)
        _ = fixture.send(.budget(.covered([CoverGrant(energy, account, covered: limit.amount)])), at: now)
    }

    private func account(_ fixture: AdmissionFixture) -> BudgetAccount? {
        fixture.policy.budgets.ledger.account(Self.energy)
    }

    private func joules(_ units: Int64?) -> Double { Double(units ?? -1) / Resource.energy.units }

    private static let stream = AdmissionFixture.stream(period: 100, deadline: 50)

    @Test("a promised stream has paid for the frames that may come until the next time")
    func paysAhead() throws {
        var fixture = Self.fixture(joules: 1_000)
        let promise = try #require(fixture.ask("s", Self.stream)?.promise)
        #expect(promise.rule.lastExit == 1)
        // 1.25 s of a frame each 100 ms, and two more, of 50 mJ.
        #expect(abs(joules(account(fixture)?.held) - 0.7) < 1e-6)
    }

    @Test("what frames have used is spent, and the rest comes back a slice later")
    func settles() {
        var fixture = Self.fixture(joules: 1_000)
        _ = fixture.ask("s", Self.stream)
        _ = fixture.send(.budget(.streamUsed(StreamID("s"), joules: 0.2, unknown: 1)), at: 500)
        _ = fixture.send(.budget(.bookingDue), at: 1_000)
        #expect(joules(account(fixture)?.spent) == 0, "its last frames may still be under way")
        #expect(abs(joules(account(fixture)?.held) - 1.4) < 1e-6)
        _ = fixture.send(.budget(.bookingDue), at: 2_000)
        #expect(abs(joules(account(fixture)?.spent) - 0.25) < 1e-6, "a frame that nobody knows of counts in full")
        #expect(abs(joules(account(fixture)?.held) - 1.4) < 1e-6)
        _ = fixture.send(.streamClosed(StreamID("s")), at: 2_100)
        for at in [3_000.0, 4_000] { _ = fixture.send(.budget(.bookingDue), at: at) }
        #expect(joules(account(fixture)?.held) == 0)
        #expect(Set(fixture.policy.budgets.reserved.values) == [0], "and nothing is kept for it")
        #expect(abs(joules(account(fixture)?.spent) - 0.25) < 1e-6)
    }

    @Test("where full depth cannot be paid for long, frames go less deep, and the gateway is told")
    func lessDeep() {
        // 10 frames a second: 0.1 W at the first exit, 0.5 W at the second one; the pace is 0.2 W, later 10 W.
        var fixture = Self.fixture(joules: 20)
        #expect(fixture.ask("s", Self.stream)?.promise?.rule.lastExit == 0)
        let unchanged = fixture.send(.budget(.bookingDue), at: 1_000).filter(\.isStreamVerdict)
        #expect(unchanged.isEmpty, "nothing has changed")
        Self.grant(1_000, horizon: 100, to: &fixture, at: 1_500)
        var told: [Int] = []
        for case .answerStream(_, .promise(let promise)) in fixture.send(.budget(.bookingDue), at: 2_000) {
            told.append(promise.rule.lastExit)
        }
        #expect(told == [1])
        #expect(fixture.policy.counters.revokedStreams == 0)
    }

    @Test("a stream whose mandatory parts the pace does not carry is refused, and the account named")
    func refused() {
        var fixture = Self.fixture(joules: 5)
        let refusal = fixture.ask("s", Self.stream)?.refusal
        #expect(refusal?.reason == .budgetExhausted)
        #expect(refusal?.budget == "cluster/energy")
        #expect(refusal?.retryAfter != nil)
    }

    @Test("jobs are debited only what leaves the streams their mandatory parts")
    func reserves() {
        var fixture = Self.fixture(joules: 15)
        #expect(fixture.ask("s", Self.stream)?.promise != nil)
        for second in 1...90 {
            for step in 0..<20 {
                _ = fixture.ask(AdmissionFixture.request(40, bestEffort: true), at: Double(second * 1_000 + step * 50))
            }
            let report = AdmissionEvent.budget(.streamUsed(StreamID("s"), joules: 0.1, unknown: 0))
            _ = fixture.send(report, at: Double(second) * 1_000 + 990)
            _ = fixture.send(.budget(.bookingDue), at: Double(second) * 1_000 + 999)
        }
        #expect(fixture.policy.counters.unpaidStreams == 0, "its promise is kept to the end")
        #expect(fixture.policy.counters.refusedJobs > 0, "jobs wanted more than there was")
        #expect(account(fixture)?.unbacked == 0)
    }

    @Test("when a limit is lowered below what is used, the promise is taken back, and counted")
    func takenBack() {
        var fixture = Self.fixture(joules: 1_000)
        #expect(fixture.ask("s", Self.stream)?.promise != nil)
        Self.grant(0.001, horizon: 100, to: &fixture, at: 500)
        let actions = fixture.send(.budget(.bookingDue), at: 1_000)
        #expect(actions.contains(.revokeStream(StreamID("s"))))
        #expect(fixture.policy.counters.unpaidStreams == 1)
        #expect(fixture.policy.streamCount == 0)
    }

    @Test("without accounts, or without watts, streams pay nothing")
    func free() {
        var unlimited = AdmissionFixture()
        #expect(unlimited.ask("s", Self.stream)?.promise?.rule.lastExit == 1)
        #expect(unlimited.send(.budget(.bookingDue), at: 1_000) == [.coverBudgets([])])
        var member = TestModels.member([AdmissionFixture.model])
        member.watts = 0
        var fixture = AdmissionFixture([member])
        Self.grant(1, horizon: 100, to: &fixture, at: 0)
        #expect(fixture.ask("s", Self.stream)?.promise != nil)
        #expect(account(fixture)?.held == 0)
    }
}

extension AdmissionAction {
    fileprivate var isStreamVerdict: Bool { if case .answerStream = self { true } else { false } }
}
