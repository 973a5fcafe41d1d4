import AdmissionPolicy
import AdmissionService
import Domain
import Messages
import Testing
import Transport

@Suite("Admission")
struct AdmissionTests {
    @Test("refuses everything until it knows a worker")
    func noWorker() async throws {
        let cluster = AdmissionWorld()
        let gateway = try await cluster.gateway()
        try await gateway.send(Samples.ask(1))
        let verdict = try #require(gateway.inbox.messages.first?.jobs.first)
        #expect(verdict.job == 1)
        guard case .refuse = verdict.domain else {
            Issue.record("promised on nobody")
            return
        }
        #expect(try await cluster.ledger().jobs == 0)
    }

    @Test("answers all asks of one message with one message, each to the gateway that asked")
    func promises() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let one = try await cluster.gateway()
        let other = try await cluster.gateway()
        try await one.send(Samples.ask(1, 2))
        try await other.send(Samples.ask(3))
        let verdicts = one.inbox.messages
        #expect(verdicts.count == 1)
        #expect(verdicts.first?.jobs.map(\.job) == [1, 2])
        #expect(verdicts.first?.jobs.map(\.promise.worker) == ["w1", "w1"])
        #expect(other.inbox.messages.map { $0.jobs.map(\.job) } == [[3]])
        let series = "rubato_admission_verdicts_total{subject=\"job\",verdict=\"promise\",reason=\"\"}"
        #expect(try await cluster.world.metric(series) == "3")
    }

    @Test("frees the claims of jobs that are settled, and of those whose gateway has vanished")
    func settles() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let one = try await cluster.gateway()
        let other = try await cluster.gateway()
        try await one.send(Samples.ask(1, 2))
        try await other.send(Samples.ask(3))
        #expect(try await cluster.ledger().members.map(\.claims) == [3])
        var settled = Rubato_V1_AdmissionAsk()
        settled.settled = [1, 3]
        try await one.send(settled)
        // Job 3 is not this gateway's to settle.
        #expect(try await cluster.ledger().jobs == 2)
        #expect(try await cluster.ledger().members.map(\.claims) == [2])
        try await one.vanish()
        #expect(try await cluster.ledger().jobs == 1)
        #expect(try await cluster.ledger().members.map(\.claims) == [1])
    }

    @Test("hears of broken promises, and shows how far each worker is believed")
    func hearsOfBrokenPromises() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        var ask = Samples.ask(1, 2)
        ask.broken = ["w1", "w1"]
        try await gateway.send(ask)
        #expect(try await cluster.world.metric("rubato_admission_broken_promises_total") == "2")
        #expect(try await cluster.world.metric("rubato_admission_trust_ratio{worker=\"w1\"}") == "1")
    }

    @Test("holds one claim for a job that is asked for again")
    func asksAgain() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1"), Samples.member("w2")])
        let gateway = try await cluster.gateway()
        try await gateway.send(Samples.ask(1))
        let first = try #require(gateway.inbox.messages.first?.jobs.first?.promise.worker)
        var again = Samples.ask(1)
        again.jobs[0].avoidWorker = first
        try await gateway.send(again)
        let second = try #require(gateway.inbox.messages.first?.jobs.first?.promise.worker)
        #expect(Set([first, second]) == ["w1", "w2"])
        #expect(try await cluster.ledger().members.map(\.claims).reduce(0, +) == 1)
    }

    @Test("keeps the streams of a vanished gateway for its lease, then closes them")
    func leaseEnds() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        try await gateway.send(streams("a", "b"))
        #expect(gateway.inbox.messages.first?.streams.map(\.promise.worker) == ["w1", "w1"])
        try await gateway.vanish()
        await cluster.world.pass(.seconds(9))
        #expect(try await cluster.ledger().members.map(\.streams) == [2])
        await cluster.world.pass(.seconds(1))
        #expect(try await cluster.ledger().members.map(\.streams) == [0])
        #expect(try await cluster.ledger().streams == 0)
        #expect(try await cluster.world.metric("rubato_admission_expired_streams_total") == "2")
    }

    @Test("lets a gateway claim its streams again within the lease")
    func leaseIsTakenUp() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        try await gateway.send(streams("a", "b"))
        let promise = try #require(gateway.inbox.messages.first?.streams.first?.promise)
        try await gateway.vanish()
        let back = try await cluster.gateway()
        try await back.send(lease("a", promise))
        await cluster.world.pass(.seconds(20))
        #expect(try await cluster.ledger().streams == 1)
        #expect(try await cluster.ledger().members.map(\.streams) == [1])
        #expect(back.inbox.end == nil)
    }

    @Test("that was restarted takes over what a gateway was promised")
    func restored() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        let promise = StreamPromise(
            worker: WorkerID("w1"),
            rule: Samples.served().defaultRule,
            window: .milliseconds(5)
        )
        try await gateway.send(lease("a", Rubato_V1_PromisedStream(promise)))
        #expect(try await cluster.ledger().members.map(\.streams) == [1])
        var closed = Rubato_V1_AdmissionAsk()
        closed.closedStreams = ["a"]
        try await gateway.send(closed)
        #expect(try await cluster.ledger().members.map(\.streams) == [0])
    }

    @Test("tells a gateway when a worker has taken the promise to a stream with it")
    func revokes() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        try await gateway.send(streams("a"))
        _ = gateway.inbox.messages
        try await cluster.show([])
        #expect(gateway.inbox.messages.map(\.revokedStreams) == [["a"]])
        #expect(try await cluster.ledger().streams == 0)
    }

    @Test("refuses a second stream of the same name")
    func sameName() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        try await gateway.send(streams("a"))
        _ = gateway.inbox.messages
        try await gateway.send(streams("a"))
        #expect(gateway.inbox.messages.first?.streams.first?.refusal.reason == "too_many")
        #expect(try await cluster.ledger().streams == 1)
    }

    @Test("ends the call of a gateway whose ask makes no sense", arguments: ["rule", "period", "name", "lease"])
    func malformed(what: String) async throws {
        let cluster = AdmissionWorld()
        let gateway = try await cluster.gateway()
        var ask = Samples.ask(1)
        switch what {
        case "rule": ask.jobs[0].rule.mandatoryExit = 9
        case "period":
            ask = streams("a")
            ask.streams[0].periodUs = 0
        case "name": ask = streams("")
        default:
            ask = lease("a", Rubato_V1_PromisedStream())
            ask.leases[0].promise.rule.threshold = .nan
        }
        try await gateway.send(ask)
        #expect(gateway.inbox.end?.code == .invalidArgument)
        #expect(try await cluster.world.metric("rubato_admission_malformed_total") == "1")
        #expect(try await cluster.world.metric("rubato_admission_gateways") == "0")
    }

    @Test("survives asks that are well formed and absurd")
    func absurd() async throws {
        let cluster = AdmissionWorld()
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        var ask = Samples.ask(1, 1, 2, 3)
        ask.jobs[0].budgetUs = .max
        ask.jobs[1].budgetUs = 0
        ask.jobs[2].rule.lastExit = .max
        ask.jobs[3].rule.mandatoryExit = 700
        ask.jobs[3].rule.lastExit = 800
        ask.streams = [Samples.stream("a"), Samples.stream("b"), Samples.stream("c")]
        ask.streams[0].periodUs = .max
        ask.streams[0].deadlineUs = .max
        ask.streams[1].mandatoryExit = .max
        ask.streams[2].frames = .max
        ask.streams[2].periodUs = 1
        ask.streams[2].deadlineUs = 1
        ask.settled = [77]
        ask.broken = ["", "nobody"]
        ask.closedStreams = ["nobody"]
        try await gateway.send(ask)
        #expect(gateway.inbox.end == nil)
        let verdicts = gateway.inbox.messages
        #expect(verdicts.flatMap(\.jobs).count == 4)
        #expect(verdicts.flatMap(\.streams).count == 3)
    }

    @Test("keeps its bounds on gateways and on jobs that are not settled")
    func bounds() async throws {
        let settings = AdmissionSettings(policy: AdmissionConfiguration(), maxGateways: 1, maxOutstanding: 2)
        let cluster = AdmissionWorld(settings: settings)
        try await cluster.show([Samples.member("w1")])
        let gateway = try await cluster.gateway()
        #expect(try await cluster.gateway().inbox.end?.code == .resourceExhausted)
        try await gateway.send(Samples.ask(1, 2, 3))
        let last = try #require(gateway.inbox.messages.first?.jobs.last)
        #expect(last.refusal.reason == "too_many")
    }

    private func streams(_ names: String...) -> Rubato_V1_AdmissionAsk {
        var ask = Rubato_V1_AdmissionAsk()
        ask.streams = names.map { Samples.stream($0) }
        return ask
    }

    private func lease(_ name: String, _ promise: Rubato_V1_PromisedStream) -> Rubato_V1_AdmissionAsk {
        var lease = Rubato_V1_StreamLease()
        lease.ask = Samples.stream(name)
        lease.promise = promise
        var ask = Rubato_V1_AdmissionAsk()
        ask.leases = [lease]
        return ask
    }
}
