import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Admission of one-shot jobs")
struct JobAdmissionTests {
    private typealias Fixture = AdmissionFixture

    @Test("promises as many jobs as fit between a blocking segment and their deadline, and no more")
    func capacity() {
        // 4 ms of blocking, 1 ms per job, 20 ms: 16 jobs.
        var fixture = Fixture()
        #expect(fixture.fill(Fixture.request(20), at: 0) == 16)
        #expect(fixture.policy.claimCount == 16)
    }

    @Test("counts later deadlines too: an urgent job must not make a promised one late")
    func laterDeadlines() {
        var fixture = Fixture()
        #expect(fixture.fill(Fixture.request(20), at: 0) == 16)
        #expect(fixture.ask(Fixture.request(10), at: 0)?.refusal?.reason == .overloaded)
        guard case .promise? = fixture.ask(Fixture.request(30), at: 0) else {
            Issue.record("a later deadline has room")
            return
        }
    }

    @Test("leaves the configured share of a member as headroom, and the overhead of every job counts")
    func headroom() {
        var configuration = Fixture.configuration
        configuration.utilizationLimit = 0.8
        configuration.jobOverhead = .milliseconds(1)
        var fixture = Fixture(configuration: configuration)
        // 0.8 · 20 ms − 4 ms of blocking, 2 ms per job: 6 jobs.
        #expect(fixture.fill(Fixture.request(20), at: 0) == 6)
    }

    @Test("a settled job frees its claim at once, and an unsettled one at its deadline")
    func freeing() {
        var fixture = Fixture()
        _ = fixture.fill(Fixture.request(20), at: 0)
        _ = fixture.send(.jobSettled(JobID(2)), at: 0)
        #expect(fixture.fill(Fixture.request(20), at: 0) == 1)
        #expect(fixture.policy.counters.expiredClaims == 0)
        #expect(fixture.fill(Fixture.request(20), at: 20.1) == 16)
        #expect(fixture.policy.counters.expiredClaims == 16)
        #expect(fixture.policy.claimCount == 16)
    }

    @Test("asked again for the same job, it holds one claim")
    func askedAgain() {
        var fixture = Fixture()
        for _ in 0..<50 {
            guard case .answerJob(_, .promise)? = fixture.send(.jobAsked(JobID(1), Fixture.request(20)), at: 0).first
            else {
                Issue.record("the first claim is void when the job is asked for again")
                return
            }
        }
        #expect(fixture.policy.claimCount == 1)
    }

    @Test("promises a shallower exit rather than nothing")
    func degrades() {
        var fixture = Fixture()
        let wanted = Fixture.request(20, mandatory: 1)
        #expect(fixture.fill(wanted, at: 0) > 3)
        #expect(fixture.policy.counters.degradedJobs > 0)
        var other = Fixture()
        guard case .promise(_, let rule, _)? = other.ask(wanted, at: 0) else {
            Issue.record("an idle member promises the exit that was asked for")
            return
        }
        #expect(rule == ExitRule(mandatoryExit: 1, lastExit: 1, threshold: 0.9))
    }

    @Test("a refusal says when enough claims will have ended, and that is true")
    func retryAfter() throws {
        var fixture = Fixture()
        _ = fixture.fill(Fixture.request(20), at: 0)
        _ = fixture.fill(Fixture.request(40), at: 10)
        let refusal = try #require(fixture.ask(Fixture.request(20), at: 10)?.refusal)
        #expect(refusal.reason == .overloaded)
        let wait = try #require(refusal.retryAfter)
        #expect(refusal.predictedFinish ?? .zero > .milliseconds(20))
        guard case .promise? = fixture.ask(Fixture.request(20), at: 10 + wait.milliseconds) else {
            Issue.record("a job that comes when it was told to is promised")
            return
        }
    }

    @Test(
        "what no idle member could do in time is refused as too short, unknown models and empty clusters by their names",
        arguments: [(4.5, Refusal.Reason.deadlineTooShort), (0, .deadlineTooShort), (-3, .deadlineTooShort)]
    )
    func tooShort(budget: Double, reason: Refusal.Reason) {
        var fixture = Fixture()
        #expect(fixture.ask(Fixture.request(budget), at: 0)?.refusal?.reason == reason)
        let unknown = TestModels.model("unknown", perSample: [.milliseconds(1)])
        #expect(fixture.ask(Fixture.request(20, of: unknown), at: 0)?.refusal?.reason == .unknownModel)
        var empty = Fixture([])
        #expect(empty.ask(Fixture.request(20), at: 0)?.refusal?.reason == .noWorker)
        let alone = Fixture.request(20, avoiding: WorkerID("worker-1"))
        #expect(fixture.ask(alone, at: 0)?.refusal?.reason == .noWorker)
    }

    @Test("at the bound of the ledger jobs are refused as too many, with a time to come back")
    func tooMany() throws {
        var configuration = Fixture.configuration
        configuration.maxJobs = 3
        var fixture = Fixture(configuration: configuration)
        #expect(fixture.fill(Fixture.request(20), at: 0) == 3)
        let refusal = try #require(fixture.ask(Fixture.request(20), at: 0)?.refusal)
        #expect(refusal.reason == .tooMany)
        #expect(refusal.retryAfter != nil)
    }

    @Test(
        "what the edge cannot promise goes to the cloud if it may and can be back in time, else to spare time, else nowhere"
    )
    func verdictOrder() {
        let cloud = TestModels.member([Fixture.model], id: "cloud", kind: .cloud, roundTrip: .milliseconds(12))
        var fixture = Fixture([TestModels.member([Fixture.model]), cloud])
        _ = fixture.fill(Fixture.request(20), at: 0)
        let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9)
        // The stage and one and a half round trips, which are more than half of the budget.
        let shallow = ExitRule(mandatoryExit: 0, lastExit: 0, threshold: 0.9)
        let fallback = LocalFallback(worker: WorkerID("worker-1"), rule: shallow)
        let offload = Verdict.offload(WorkerID("cloud"), rule, patience: .milliseconds(19), fallback: fallback)
        #expect(fixture.ask(Fixture.request(20, cloud: true, bestEffort: true), at: 0) == offload)
        #expect(fixture.ask(Fixture.request(12, cloud: true), at: 0)?.refusal?.reason == .overloaded)
        let spare = Verdict.bestEffort(WorkerID("worker-1"), ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9))
        #expect(fixture.ask(Fixture.request(12, cloud: true, bestEffort: true), at: 0) == spare)
        #expect(fixture.ask(Fixture.request(20, bestEffort: true), at: 0) == spare)
    }

    @Test("jobs spread over equal members, and a member that has just failed a job does not get it again")
    func placement() {
        let members = ["a", "b"].map { TestModels.member([Fixture.model], id: $0) }
        var fixture = Fixture(members)
        #expect(fixture.fill(Fixture.request(20), at: 0) == 32)
        #expect(fixture.policy.standings.map(\.claims) == [16, 16])
        #expect(fixture.ask(Fixture.request(40, avoiding: WorkerID("a")), at: 0)?.worker == "b")
    }

    @Test("work that a member reports and no promise explains lowers what it is promised")
    func reportedBacklog() {
        let busy = TestModels.member([Fixture.model], backlog: .milliseconds(10))
        var fixture = Fixture([busy])
        #expect(fixture.fill(Fixture.request(20), at: 0) < 16)
    }

    @Test("a member that vanishes takes its claims with it")
    func vanished() {
        var fixture = Fixture()
        _ = fixture.fill(Fixture.request(20), at: 0)
        _ = fixture.send(.viewChanged([]), at: 1)
        #expect(fixture.policy.claimCount == 0)
        _ = fixture.send(.viewChanged([TestModels.member([Fixture.model])]), at: 2)
        #expect(fixture.fill(Fixture.request(20), at: 2) == 16)
    }

    @Test("a frame in excess gets spare time or nothing, however much room there is")
    func excess() {
        var fixture = Fixture([TestModels.member([Fixture.model])])
        var request = Fixture.request(60, bestEffort: true)
        request.isExcess = true
        guard case .bestEffort? = fixture.ask(request, at: 0) else {
            Issue.record("neither a promise nor a refusal")
            return
        }
        #expect(fixture.policy.claimCount == 0)
        request.bestEffortIsAllowed = false
        #expect(fixture.ask(request, at: 0)?.refusal != nil)
    }

    @Test("free workers share the jobs of one model, as far as batches save less than idle time is worth")
    func spreads() {
        let stages: [Duration] = [.milliseconds(1), .milliseconds(4)]
        let lone = TestModels.model("lone", perSample: stages, capacity: 8)
        #expect(claims(of: 8, on: lone) == [4, 4])
        // Four jobs fit a segment and cost 1 ms each then, and one alone 1.5 ms more: worth more than one job's wait.
        let stage = Duration.microseconds(500)
        let batched = TestModels.model("batched", perSample: [stage, stage], fixed: .milliseconds(2), capacity: 8)
        #expect(claims(of: 2, on: batched) == [2, 0])
        #expect(claims(of: 8, on: batched) == [4, 4])
    }

    private func claims(of count: Int, on model: ServedModel) -> [Int] {
        var fixture = Fixture([TestModels.member([model], id: "w1"), TestModels.member([model], id: "w2")])
        for _ in 0..<count { _ = fixture.ask(Fixture.request(200, of: model), at: 0) }
        return fixture.policy.standings.map(\.claims)
    }
}
