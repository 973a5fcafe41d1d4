import Domain
import GatewayPolicy
import NIOCore
import ServiceKit
import Testing
import Transport

@testable import GatewayService

@Suite("The gateway in trouble")
struct TroubleTests {
    static let path = "/v2/models/toy/infer"

    @Test("a client that hangs up takes its job back from the worker and frees its claim")
    func cancels() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        #expect(cluster.workers[0].received.count == 1)
        #expect(cluster.workers[0].canceled == 0)
        try await pending.hangUp(on: cluster)
        #expect(cluster.workers[0].canceled == 1)
        #expect(cluster.admission.settled.count == 1)
    }

    @Test("a worker that vanishes is replaced by another")
    func retries() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 5)
        try await cluster.onLoop { cluster.network.kill(FakeCluster.workerPorts[0]) }
        let reply = try await pending.reply(on: cluster)
        #expect(reply.status == 200)
        #expect(reply.parameters["worker"] as? String == "w2")
        #expect(cluster.admission.asked.last?.avoiding == WorkerID("w1"))
    }

    @Test("when every worker fails the client learns it at once")
    func givesUp() async throws {
        let cluster = try await FakeCluster.start()
        for worker in cluster.workers {
            try await cluster.onLoop { worker.behavior = .problem(status: 503, message: "draining") }
        }
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 503)
        #expect(reply.reason == "worker_lost")
        #expect(reply.headers["retry-after"] == "1")
        #expect(cluster.admission.asked.count == 3)
    }

    @Test("a worker's rejection of the job itself is passed on")
    func passesRejectionOn() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].behavior = .problem(status: 400, message: "no such tensor") }
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 500)
        #expect(reply.json["error"] as? String == "no such tensor")
    }

    @Test("a silent worker costs a 504 by the gateway's own alarm, at most 50 ms after the deadline")
    func missesDeadlines() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 100)
        #expect(try await pending.isOpen(on: cluster))
        await cluster.pass(milliseconds: 50)
        let reply = try await pending.reply(on: cluster)
        #expect(reply.status == 504)
        #expect(reply.reason == "deadline_missed")
        #expect(cluster.workers[0].canceled == 1)
        #expect(cluster.admission.settled.count == 1)
    }

    @Test("a refusal says why, when to come back and what would have been promised")
    func refuses() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop {
            cluster.admission.decide = { _ in
                .refuse(
                    Refusal(
                        reason: .overloaded,
                        retryAfter: .milliseconds(1_200),
                        predictedFinish: .milliseconds(130),
                        counterOffer: CounterOffer(deadline: .milliseconds(140))
                    )
                )
            }
        }
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 429)
        #expect(reply.reason == "overloaded")
        #expect(reply.headers["retry-after"] == "2")
        #expect(reply.headers["retry-after-ms"] == "1200")
        #expect(reply.json["predicted_finish_ms"] as? Double == 130)
        #expect((reply.json["counter_offer"] as? [String: Double]) == ["deadline_ms": 140])
        #expect(cluster.workers[0].received.isEmpty)
    }

    @Test("a refusal for want of budget names the account")
    func refusesUnpaid() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop {
            cluster.admission.decide = { _ in .refuse(Refusal(reason: .budgetExhausted, budget: "cluster/energy")) }
        }
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 429)
        #expect(reply.reason == "budget_exhausted")
        #expect(reply.json["budget"] as? String == "cluster/energy")
    }

    @Test("one sample's refusal ends the request, and its other jobs are taken back")
    func refusesTogether() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop {
            cluster.workers[0].behavior = .silent
            var count = 0
            let decide = cluster.admission.decide
            cluster.admission.decide = { request in
                count += 1
                return count == 3 ? .refuse(Refusal(reason: .overloaded)) : decide(request)
            }
        }
        let reply = try await cluster.ask("POST", Self.path, Bodies.infer(samples: 3))
        #expect(reply.status == 429)
        #expect(cluster.admission.settled.count == 2)
        await cluster.pass(milliseconds: 1)
        #expect(cluster.workers[0].canceled == cluster.workers[0].received.count)
    }

    @Test("without admission requests are refused until it is back")
    func survivesAdmission() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.killAdmission()
        let away = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(away.status == 503)
        #expect(away.reason == "admission_unavailable")
        cluster.reviveAdmission()
        await cluster.pass(milliseconds: 5_000)
        #expect(try await cluster.ask("POST", Self.path, Bodies.one).status == 200)
    }

    @Test("while draining nothing new is taken and what is open ends")
    func drains() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        try await cluster.onLoop { _ = cluster.host.stop() }
        #expect(try await pending.isOpen(on: cluster))
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 503)
        #expect(reply.reason == "draining")
        #expect(try await cluster.ask("GET", "/v2/health/ready").status == 503)
    }

    @Test("nothing is kept of requests that have ended, whichever way")
    func leavesNothingBehind() async throws {
        let cluster = try await FakeCluster.start()
        _ = try await cluster.ask("POST", Self.path, Bodies.infer(samples: 3))
        _ = try await cluster.ask("POST", Self.path, "{")
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let left = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        try await left.hangUp(on: cluster)
        let missed = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 150)
        #expect(try await missed.reply(on: cluster).status == 504)
        let (served, kept) = try await cluster.onLoop { cluster.network.exchanges(at: 8000) }
        #expect(served == 4)
        #expect(kept == 0)
    }

    @Test("one job beyond the bound is refused with 429")
    func boundsJobs() async throws {
        let cluster = try await FakeCluster.start { $0.limits.openJobs = 1 }
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 429)
        #expect(reply.reason == "too_many_jobs")
        #expect(try await pending.isOpen(on: cluster))
    }
}
