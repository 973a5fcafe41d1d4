import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Offloading")
struct OffloadTests {
    private typealias Fixture = AdmissionFixture
    private let cloud = WorkerID("cloud")

    /// A cluster that can promise nothing more, and a cloud tier 12 ms away.
    private func full(bytesPerSecond: Double = 0) -> AdmissionFixture {
        var tier = TestModels.member([Fixture.model], id: "cloud", kind: .cloud, roundTrip: .milliseconds(12))
        tier.bytesPerSecond = bytesPerSecond
        var fixture = Fixture([TestModels.member([Fixture.model]), tier])
        _ = fixture.fill(Fixture.request(1_000), at: 0)
        return fixture
    }

    private func standings(_ fixture: AdmissionFixture, at milliseconds: Int64 = 10) -> [CloudStanding] {
        fixture.policy.cloudStandings(at: .origin + .milliseconds(milliseconds))
    }

    private func isOffloaded(_ fixture: inout AdmissionFixture, budget: Double, at milliseconds: Double) -> Bool {
        guard case .offload? = fixture.ask(Fixture.request(budget, cloud: true), at: milliseconds) else { return false }
        return true
    }

    private func isOffloaded(_ fixture: inout AdmissionFixture, bytes: Int, budget: Double, at now: Double) -> Bool {
        var request = Fixture.request(budget, cloud: true)
        request.bytes = bytes
        guard case .offload? = fixture.ask(request, at: now) else { return false }
        return true
    }

    @Test("the time that its bytes take on the way counts, by what the tier states")
    func statedBandwidth() {
        var fixture = full(bytesPerSecond: 1e6)
        #expect(!isOffloaded(&fixture, bytes: 20_000, budget: 32, at: 0))
        #expect(isOffloaded(&fixture, bytes: 20_000, budget: 34, at: 0))
        #expect(isOffloaded(&fixture, bytes: 1_000, budget: 15, at: 0))
    }

    @Test("where tensors of several sizes have crossed, what a byte takes is measured, and not taken for round trip")
    func measuredBandwidth() {
        var fixture = full()
        for count in 1...32 {
            let bytes = count % 2 == 0 ? 1_000 : 50_000
            let way = Duration.milliseconds(12) + .microseconds(Int64(bytes))
            _ = fixture.send(.offloadEnded(cloud, .answered(way: way, bytes: bytes)), at: 1)
        }
        let standing = standings(fixture)[0]
        #expect(abs(standing.secondsPerByte - 1e-6) < 1e-9)
        #expect(abs(standing.roundTrip.milliseconds - 12) < 0.1)
        #expect(isOffloaded(&fixture, bytes: 1_000, budget: 15, at: 2))
        #expect(!isOffloaded(&fixture, bytes: 50_000, budget: 60, at: 2))
        #expect(isOffloaded(&fixture, bytes: 50_000, budget: 64, at: 2))
    }

    @Test("of tensors of one size the bytes are part of the round trip")
    func oneSize() {
        var fixture = full()
        for _ in 0..<32 {
            _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(30), bytes: 18_000)), at: 1)
        }
        #expect(standings(fixture)[0].secondsPerByte == 0)
        #expect(standings(fixture)[0].roundTrip == .milliseconds(30))
    }

    @Test("a tier that does not take jobs in has no broken way")
    func refusals() {
        var fixture = full()
        for _ in 0..<10 { _ = fixture.send(.offloadEnded(cloud, .refused), at: 1) }
        #expect(standings(fixture).map(\.isClosed) == [true])
        #expect(standings(fixture).map(\.roundTrip) == [.milliseconds(12)])
    }

    @Test("ways that took long lately count for what can be back in time, until they are forgotten")
    func measured() {
        var fixture = full()
        #expect(isOffloaded(&fixture, budget: 14, at: 0))
        for _ in 0..<4 {
            _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(30), bytes: 0)), at: 1)
        }
        #expect(!isOffloaded(&fixture, budget: 30, at: 2))
        #expect(isOffloaded(&fixture, budget: 32, at: 2))
        #expect(standings(fixture).map(\.roundTrip) == [.milliseconds(30)])
        for _ in 0..<200 { _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(5), bytes: 0)), at: 3) }
        #expect(isOffloaded(&fixture, budget: 14, at: 4))
        #expect(!isOffloaded(&fixture, budget: 12, at: 4), "what the tier says of itself is the least")
    }

    @Test("a way that looked too long for every job is tried again after a while")
    func forgets() {
        var fixture = full()
        _ = fixture.send(.offloadEnded(cloud, .answered(way: .seconds(5), bytes: 0)), at: 0)
        #expect(standings(fixture, at: 30_000).map(\.roundTrip) == [.seconds(5)])
        #expect(standings(fixture, at: 30_001).map(\.roundTrip) == [.milliseconds(12)])
    }

    @Test("of a hundred ways the slowest is left out, of ninety-nine it is not")
    func percentile() {
        var fixture = full()
        _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(90), bytes: 0)), at: 0)
        for _ in 0..<98 { _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(20), bytes: 0)), at: 0) }
        #expect(standings(fixture).map(\.roundTrip) == [.milliseconds(90)])
        _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(20), bytes: 0)), at: 0)
        #expect(standings(fixture).map(\.roundTrip) == [.milliseconds(20)])
    }

    @Test("a tier that jobs do not come back from gets none, then one at a time, and all when one has come back")
    func outage() {
        var fixture = full()
        for _ in 0..<CircuitBreaker.failureLimit {
            #expect(isOffloaded(&fixture, budget: 50, at: 0))
            _ = fixture.send(.offloadEnded(cloud, .failed), at: 10)
        }
        #expect(standings(fixture).map(\.isClosed) == [false])
        let refusal = fixture.ask(Fixture.request(50, cloud: true), at: 20)?.refusal
        #expect(refusal?.reason == .overloaded, "the edge says honestly that it is full")
        #expect(isOffloaded(&fixture, budget: 50, at: 300))
        #expect(!isOffloaded(&fixture, budget: 50, at: 301))
        _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(12), bytes: 0)), at: 320)
        #expect(isOffloaded(&fixture, budget: 50, at: 321) && isOffloaded(&fixture, budget: 50, at: 321))
    }

    @Test("what is known of a way survives a new view, and is forgotten with its tier")
    func views() {
        var fixture = full()
        for _ in 0..<CircuitBreaker.failureLimit { _ = fixture.send(.offloadEnded(cloud, .failed), at: 0) }
        let worker = TestModels.member([Fixture.model])
        let tier = TestModels.member([Fixture.model], id: "cloud", kind: .cloud, roundTrip: .milliseconds(12))
        _ = fixture.send(.viewChanged([worker, tier]), at: 1)
        #expect(!isOffloaded(&fixture, budget: 50, at: 2))
        _ = fixture.send(.viewChanged([worker]), at: 3)
        _ = fixture.send(.offloadEnded(cloud, .failed), at: 3)
        _ = fixture.send(.viewChanged([worker, tier]), at: 4)
        #expect(isOffloaded(&fixture, budget: 50, at: 5))
    }
}
