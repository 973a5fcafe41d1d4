import Domain
import Kernel
import SimulationKit
import Testing

@testable import AdmissionPolicy

@Suite("Fallbacks and hedges")
struct SecondWayTests {
    private typealias Fixture = AdmissionFixture

    /// A cluster that can promise nothing more, and a cloud tier 12 ms away.
    private func full(fallbackShare: Double = 0.25) -> AdmissionFixture {
        let tier = TestModels.member([Fixture.model], id: "cloud", kind: .cloud, roundTrip: .milliseconds(12))
        var configuration = Fixture.configuration
        configuration.fallbackShare = fallbackShare
        var fixture = Fixture([TestModels.member([Fixture.model]), tier], configuration: configuration)
        _ = fixture.fill(Fixture.request(1_000), at: 0)
        return fixture
    }

    private func fallback(_ fixture: inout AdmissionFixture, _ job: UInt64, budget: Double) -> LocalFallback? {
        let actions = fixture.send(.jobAsked(JobID(job), Fixture.request(budget, cloud: true)), at: 1)
        guard case .answerJob(_, .offload(_, _, _, let fallback))? = actions.first else { return nil }
        return fallback
    }

    @Test("an offloaded job's mandatory part may run at the edge, too, and no deeper")
    func offersFallback() {
        var fixture = full()
        let fallback = fallback(&fixture, 7_000, budget: 50)
        #expect(fallback?.worker == WorkerID("worker-1"))
        #expect(fallback?.rule.lastExit == 0)
        #expect(fixture.policy.counters.fallbacks == 1)
    }

    @Test("as many as fit into a share of the budget, and another one when one is settled")
    func boundsFallbacks() {
        var fixture = full()
        // Of 1 ms each; a quarter of 40 ms.
        let offered = (UInt64(7_000)..<7_020).filter { fallback(&fixture, $0, budget: 40) != nil }
        #expect(offered.count == 10)
        _ = fixture.send(.jobSettled(JobID(7_000)), at: 1)
        #expect(fallback(&fixture, 7_100, budget: 40) != nil)
        #expect(fallback(&fixture, 7_101, budget: 40) == nil)
        #expect(fixture.policy.counters.offloadedJobs == 22, "they are offloaded all the same")
    }

    @Test("none where the share is zero")
    func noFallbacks() {
        var fixture = full(fallbackShare: 0)
        #expect(fallback(&fixture, 7_000, budget: 50) == nil)
    }

    @Test("a book of fallbacks adds up whatever comes and goes", arguments: UInt64(0)..<20)
    func addsUp(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var book = FallbackBook()
        var open: [JobID: (worker: WorkerID, cost: Double)] = [:]
        let workers = [WorkerID("w1"), WorkerID("w2")]
        for _ in 0..<500 {
            let job = JobID(UInt64.random(in: 0..<12, using: &random))
            if Bool.random(using: &random) {
                let entry = (workers[Int.random(in: 0..<2, using: &random)], Double.random(in: 1...9, using: &random))
                book.open(job, at: entry.0, cost: entry.1)
                open[job] = entry
            } else {
                book.close(job)
                open[job] = nil
            }
            #expect(book.count == open.count)
            for worker in workers {
                let sum = open.values.filter { $0.worker == worker }.reduce(0) { $0 + $1.cost }
                #expect(abs(book.cost(at: worker) - sum) < 1e-6)
            }
        }
    }

    // MARK: Hedges

    private func hedge(_ fixture: inout AdmissionFixture, budget: Double, cloud: Bool = true, at now: Double)
        -> Verdict?
    {
        let actions = fixture.send(.hedgeAsked(JobID(3), Fixture.request(budget, cloud: cloud)), at: now)
        for case .answerHedge(_, let verdict) in actions { return verdict }
        return nil
    }

    @Test("a copy goes where it can be back in time, and the job keeps its claim")
    func hedges() {
        var fixture = full()
        let claims = fixture.policy.claimCount
        #expect(hedge(&fixture, budget: 20, at: 1)?.worker == "cloud")
        #expect(fixture.policy.claimCount == claims)
        #expect(fixture.policy.counters.hedgedJobs == 1)
        #expect(hedge(&fixture, budget: 12, at: 1)?.refusal?.reason == .deadlineTooShort)
        #expect(hedge(&fixture, budget: 20, cloud: false, at: 1)?.refusal != nil)
    }

    @Test("no copy is sent over a way that may be broken")
    func brokenWay() {
        var fixture = full()
        let cloud = WorkerID("cloud")
        for _ in 0..<CircuitBreaker.failureLimit { _ = fixture.send(.offloadEnded(cloud, .failed), at: 1) }
        #expect(hedge(&fixture, budget: 50, at: 5_000)?.refusal?.reason == .noWorker, "not even as the trial")
        _ = fixture.send(.offloadEnded(cloud, .answered(way: .milliseconds(12), bytes: 0)), at: 5_001)
        #expect(hedge(&fixture, budget: 50, at: 5_002)?.worker == "cloud")
    }
}
