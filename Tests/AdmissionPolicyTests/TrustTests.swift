import AdmissionPolicy
import Domain
import Testing

@Suite("Trust in a member's promises")
struct TrustTests {
    private typealias Fixture = AdmissionFixture
    private let worker = WorkerID("worker-1")

    private func trust(_ fixture: Fixture) -> Double? { fixture.policy.standings.first?.trust }

    /// Makes 16 promises and breaks some of them.
    private func period(of fixture: inout Fixture, breaking count: Int, at milliseconds: Double) {
        #expect(fixture.fill(Fixture.request(20), at: milliseconds, limit: 16) > 0)
        for _ in 0..<count { _ = fixture.send(.promiseBroken(worker), at: milliseconds + 30) }
    }

    @Test("the share of promises that broke is taken off when the period is over, and time brings it back")
    func losesAndRecovers() {
        var fixture = Fixture()
        period(of: &fixture, breaking: 2, at: 0)
        #expect(fixture.fill(Fixture.request(20), at: 200) == 16)
        // 2 of 32: 0.9375 of the member in steps of 0.05, so 0.9 · 20 ms − 4 ms of blocking, 1 ms per job.
        #expect(fixture.fill(Fixture.request(20), at: 260) == 14)
        #expect(fixture.fill(Fixture.request(20), at: 5_000) == 16)
        #expect(fixture.policy.counters.brokenPromises == 2)
    }

    @Test("one in a hundred is borne")
    func tolerates() {
        var fixture = Fixture()
        for turn in 0..<10 { _ = fixture.fill(Fixture.request(20), at: Double(turn) * 21) }
        _ = fixture.send(.promiseBroken(worker), at: 240)
        #expect(fixture.fill(Fixture.request(20), at: 260) == 16)
    }

    @Test("a bad moment costs a quarter at most, and something is always promised")
    func keepsSomething() {
        var fixture = Fixture()
        period(of: &fixture, breaking: 16, at: 0)
        _ = fixture.send(.alarmFired, at: 251)
        #expect(trust(fixture) == 0.75)
        for turn in 1..<40 {
            _ = fixture.send(.promiseBroken(worker), at: Double(turn) * 260)
            _ = fixture.send(.alarmFired, at: Double(turn) * 260 + 255)
        }
        #expect(trust(fixture) == 0.05)
        #expect(fixture.ask(Fixture.request(20), at: 10_400)?.refusal?.reason == .overloaded)
        #expect(fixture.fill(Fixture.request(200), at: 10_400) == 6)
        #expect(fixture.fill(Fixture.request(20), at: 40_000) == 16)
    }

    @Test("a member that nobody knows is not blamed on others")
    func ignoresStrangers() {
        var fixture = Fixture()
        _ = fixture.send(.promiseBroken(WorkerID("gone")), at: 0)
        #expect(trust(fixture) == 1)
    }

    @Test("streams keep what they were promised, and new ones are held to what is believed")
    func streams() {
        var fixture = Fixture()
        guard case .promise? = fixture.ask("first", Fixture.stream(period: 10, deadline: 20)) else {
            Issue.record("one job of 1 ms in 10 fits")
            return
        }
        for turn in 1..<40 { _ = fixture.send(.promiseBroken(worker), at: Double(turn) * 260) }
        #expect(fixture.policy.streamCount == 1)
        guard case .refuse? = fixture.ask("second", Fixture.stream(period: 10, deadline: 20), at: 10_400) else {
            Issue.record("a twentieth of the member has no room for it")
            return
        }
    }
}
