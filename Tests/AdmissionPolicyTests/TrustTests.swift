import AdmissionPolicy
import Domain
import Testing

@Suite("Trust in a member's promises")
struct TrustTests {
    private typealias Fixture = AdmissionFixture
    private let worker = WorkerID("worker-1")

    private func trust(_ fixture: Fixture) -> Double? { fixture.policy.standings.first?.trust }

    @Test("a broken promise takes a tenth of what is promised, and time brings it back")
    func losesAndRecovers() {
        var fixture = Fixture()
        _ = fixture.send(.promiseBroken(worker), at: 0)
        // 0.9 · 20 ms − 4 ms of blocking, 1 ms per job.
        #expect(fixture.fill(Fixture.request(20), at: 0) == 14)
        #expect(fixture.fill(Fixture.request(20), at: 3_000) == 16)
        #expect(fixture.policy.counters.brokenPromises == 1)
    }

    @Test("what breaks at once has one cause and counts once")
    func countsOnce() {
        var fixture = Fixture()
        for number in 0..<100 { _ = fixture.send(.promiseBroken(worker), at: Double(number) * 0.4) }
        #expect(fixture.fill(Fixture.request(20), at: 40) == 14)
        #expect(fixture.policy.counters.brokenPromises == 100)
    }

    @Test("something is still promised, however long promises break, and a job that is refused now may come again")
    func keepsSomething() {
        var fixture = Fixture()
        for number in 0..<200 { _ = fixture.send(.promiseBroken(worker), at: Double(number) * 60) }
        #expect(trust(fixture) == 0.05)
        #expect(fixture.ask(Fixture.request(20), at: 12_000)?.refusal?.reason == .overloaded)
        #expect(fixture.fill(Fixture.request(200), at: 12_000) == 6)
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
        for number in 0..<100 { _ = fixture.send(.promiseBroken(worker), at: Double(number) * 60) }
        #expect(fixture.policy.streamCount == 1)
        guard case .refuse? = fixture.ask("second", Fixture.stream(period: 10, deadline: 20), at: 6_000) else {
            Issue.record("a twentieth of the member has no room for it")
            return
        }
    }
}
