import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Admission of streams")
struct StreamAdmissionTests {
    private typealias Fixture = AdmissionFixture

    private static func fill(_ fixture: inout Fixture, _ request: StreamRequest) -> Int {
        for count in 0..<1_000 where fixture.ask("s\(count)", request)?.promise == nil { return count }
        return 1_000
    }

    @Test("promises streams up to the capacity for mandatory stages, and full depth costs five times as much")
    func capacity() {
        var shallow = Fixture()
        var deep = Fixture()
        let promised = Self.fill(&shallow, Fixture.stream(period: 100, deadline: 100))
        #expect((60...100).contains(promised))
        #expect(shallow.policy.standings[0].utilization <= 1)
        let full = (0..<1_000).first { index in
            let verdict = deep.ask("s\(index)", Fixture.stream(period: 100, deadline: 100, mandatory: 1))
            return verdict?.promise?.rule.mandatoryExit != 1
        }
        #expect((8...20).contains(full ?? 0))
    }

    @Test("a promise names a window that leaves time for the stages")
    func window() throws {
        var fixture = Fixture()
        let promise = try #require(fixture.ask("s", Fixture.stream(period: 30, deadline: 50))?.promise)
        #expect(promise.window >= .zero && promise.window <= .milliseconds(45))
        #expect(promise.rule == ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9))
        #expect(promise.worker == WorkerID("worker-1"))
    }

    @Test("asked again for a stream that it has promised, it says the same and counts it once")
    func askedAgain() {
        var fixture = Fixture()
        let request = Fixture.stream(period: 30, deadline: 50)
        let first = fixture.ask("s", request)
        #expect(fixture.ask("s", request) == first)
        #expect(fixture.policy.streamCount == 1)
    }

    @Test("a counter-offer is promised when it is asked for")
    func counterOffer() throws {
        var slower = Fixture()
        for index in 0..<10 { _ = slower.ask("s\(index)", Fixture.stream(period: 100, deadline: 30)) }
        let tight = try #require(slower.ask("new", Fixture.stream(period: 100, deadline: 8))?.refusal)
        #expect(tight.reason == .overloaded)
        let deadline = try #require(tight.counterOffer?.deadline)
        #expect(slower.ask("offered", Fixture.stream(period: 100, deadline: deadline.milliseconds))?.promise != nil)
        var fast = Fixture()
        let refusal = try #require(fast.ask("fast", Fixture.stream(period: 0.5, deadline: 60))?.refusal)
        // It is too much, not too urgent.
        #expect(refusal.reason == .overloaded)
        let offer = try #require(refusal.counterOffer)
        let rate = try #require(offer.framesPerSecond)
        #expect(rate > 100)
        let asked = StreamRequest(model: Fixture.model.id, period: .seconds(1 / rate), deadline: .milliseconds(60))
        #expect(fast.ask("offered", asked)?.promise != nil)
    }

    @Test("what no idle member could do is refused as too short, with the deadline that it could")
    func tooShort() throws {
        var fixture = Fixture()
        let refusal = try #require(fixture.ask("s", Fixture.stream(period: 100, deadline: 4))?.refusal)
        #expect(refusal.reason == .deadlineTooShort)
        #expect(refusal.counterOffer?.deadline ?? .zero > .milliseconds(4))
        #expect(refusal.retryAfter == nil)
    }

    @Test("the time to come back is when streams of known length will have ended, and that is true")
    func retryAfter() throws {
        var fixture = Fixture()
        _ = Self.fill(&fixture, Fixture.stream(period: 100, deadline: 60, frames: 50))
        let request = Fixture.stream(period: 100, deadline: 60)
        let wait = try #require(fixture.ask("new", request)?.refusal?.retryAfter)
        #expect(wait > .seconds(5) && wait < .seconds(6))
        _ = fixture.send(.streamClosed(StreamID("s0")), at: wait.milliseconds)
        #expect(fixture.ask("new", request, at: wait.milliseconds)?.promise != nil)
    }

    @Test("streams leave room for claims, and claims for streams")
    func together() {
        var fixture = Fixture()
        _ = Self.fill(&fixture, Fixture.stream(period: 100, deadline: 60))
        #expect(fixture.ask(Fixture.request(20), at: 0)?.refusal != nil)
        var other = Fixture()
        _ = other.fill(Fixture.request(60), at: 0)
        #expect(other.ask("s", Fixture.stream(period: 20, deadline: 60))?.refusal != nil)
        #expect(other.ask("s", Fixture.stream(period: 20, deadline: 60), at: 60.1)?.promise != nil)
    }

    @Test("streams of one model gather on the member that has it, up to the bonus, then on the emptier one")
    func affinity() {
        let members = ["a", "b"].map { TestModels.member([Fixture.model], id: $0) }
        var fixture = Fixture(members)
        let request = Fixture.stream(period: 100, deadline: 100)
        let placed = (0..<40).compactMap { fixture.ask("s\($0)", request)?.promise?.worker.rawValue }
        #expect(placed.prefix(5) == ["a", "a", "a", "a", "a"])
        #expect(placed.contains("b"))
        let loads = fixture.policy.standings.map(\.utilization)
        #expect(abs(loads[0] - loads[1]) < 0.2)
    }

    @Test("a member that vanishes takes its streams with it, and each of their owners is told")
    func vanished() {
        var fixture = Fixture()
        for id in ["b", "a"] { _ = fixture.ask(id, Fixture.stream(period: 100, deadline: 60)) }
        let actions = fixture.send(.viewChanged([]), at: 1)
        #expect(actions == [.revokeStream(StreamID("a")), .revokeStream(StreamID("b"))])
        #expect(fixture.policy.streamCount == 0)
    }

    @Test("a restarted controller takes over what was promised, and waits for the member to show up")
    func restoring() {
        let request = Fixture.stream(period: 10, deadline: 60)
        let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9)
        let promise = StreamPromise(worker: WorkerID("worker-1"), rule: rule, window: .milliseconds(10))
        var fixture = Fixture([])
        let restored = AdmissionEvent.streamRestored(StreamID("s"), request, promise)
        #expect(fixture.send(restored, at: 0) == [.setAlarm(.origin + .seconds(10))])
        #expect(fixture.policy.standings.isEmpty)
        let told = fixture.send(.viewChanged([TestModels.member([Fixture.model])]), at: 1)
        #expect(told == [.tellLane(WorkerID("worker-1"), fixture.policy.lanePlans[0].plan)])
        #expect(fixture.policy.lanePlans[0].plan.windows.map(\.framesPerSecond) == [100])
        #expect(fixture.policy.standings[0].streams == 1)
        #expect(fixture.policy.standings[0].utilization > 0.05)
        #expect(fixture.ask("s", request) == .promise(promise))
        var waiting = Fixture([])
        _ = waiting.send(restored, at: 0)
        #expect(waiting.send(.alarmFired, at: 10_000) == [.revokeStream(StreamID("s"))])
        #expect(waiting.policy.streamCount == 0)
    }

    @Test("a closed stream leaves nothing behind")
    func closing() {
        var fixture = Fixture()
        let before = fixture.policy.standings
        let request = Fixture.stream(period: 100, deadline: 60)
        let first = Self.fill(&fixture, request)
        for index in 0..<first { _ = fixture.send(.streamClosed(StreamID("s\(index)")), at: 1) }
        #expect(fixture.policy.standings == before)
        #expect(Self.fill(&fixture, request) == first)
    }

    @Test("at the bound of the ledger streams are refused as too many")
    func tooMany() {
        var configuration = Fixture.configuration
        configuration.maxStreams = 2
        var fixture = Fixture(configuration: configuration)
        for id in ["a", "b"] { _ = fixture.ask(id, Fixture.stream(period: 100, deadline: 60)) }
        #expect(fixture.ask("c", Fixture.stream(period: 100, deadline: 60))?.refusal?.reason == .tooMany)
    }

    @Test("a stream of absurdly many frames ends in a year at the latest")
    func absurdlyManyFrames() {
        var fixture = Fixture()
        let request = StreamRequest(
            model: Fixture.model.id,
            period: .seconds(1),
            deadline: .milliseconds(60),
            frames: .max
        )
        #expect(fixture.ask("s", request)?.promise != nil)
    }

    @Test("lanes are told what the streams may send whenever that changes, and only then")
    func tellingLanes() {
        var fixture = Fixture()
        let request = Fixture.stream(period: 100, deadline: 60)
        #expect(fixture.send(.streamAsked(StreamID("a"), request), at: 0).count == 2)
        #expect(fixture.send(.streamAsked(StreamID("a"), request), at: 0).count == 1)
        #expect(fixture.policy.lanePlans[0].plan.windows.map(\.burst) == [1])
        let closed = fixture.send(.streamClosed(StreamID("a")), at: 1)
        #expect(closed == [.tellLane(WorkerID("worker-1"), LanePlan())])
        #expect(fixture.send(.streamClosed(StreamID("a")), at: 1).isEmpty)
    }

    @Test("a stream whose frames may come early counts for more, on the lane too")
    func jitter() {
        var regular = Fixture()
        var loose = Fixture()
        let request = Fixture.stream(period: 40, deadline: 30)
        var early = request
        early.jitter = .milliseconds(20)
        #expect(Self.fill(&loose, early) < Self.fill(&regular, request))
        var one = Fixture()
        _ = one.ask("s", early)
        #expect(one.policy.lanePlans[0].plan.windows.map(\.burst) == [1.5])
    }
}
