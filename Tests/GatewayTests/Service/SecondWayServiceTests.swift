import Domain
import GatewayPolicy
import NIOCore
import Testing
import Transport

@testable import GatewayService

@Suite("The gateway and second ways")
struct SecondWayServiceTests {
    static let path = "/v2/models/toy/infer"

    /// A cluster whose second member is a cloud tier, where every job goes, with a fallback at the first.
    private func offloading() async throws -> FakeCluster {
        let cluster = try await FakeCluster.start(cloud: .milliseconds(20))
        try await cluster.onLoop {
            cluster.admission.charges = true
            cluster.admission.decide = { request in
                guard request.cloudIsAllowed else { return .refuse(Refusal(reason: .overloaded)) }
                let rule = ExitRule(mandatoryExit: 0, lastExit: 0, threshold: 1)
                let fallback = LocalFallback(worker: WorkerID("w1"), rule: rule)
                return .offload(WorkerID("w2"), request.rule, patience: .milliseconds(50), fallback: fallback)
            }
            cluster.workers[0].behavior = .answer(exit: 0)
        }
        return cluster
    }

    @Test("an answer of the cloud tier counts, and the fallback's is not shown")
    func cloudAnswers() async throws {
        let cluster = try await offloading()
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 200)
        #expect(reply.parameters["admission"] as? String == "offload")
        #expect(reply.parameters["exit"] as? Int == 1)
    }

    @Test("while nothing comes back from the cloud tier the fallback answers, before the deadline, and says so")
    func fallbackAnswers() async throws {
        let cluster = try await offloading()
        try await cluster.onLoop { cluster.workers[1].behavior = .silent }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 80)
        #expect(try await pending.isOpen(on: cluster))
        await cluster.pass(milliseconds: 18)
        let reply = try await pending.reply(on: cluster)
        #expect(reply.status == 200)
        #expect(reply.parameters["admission"] as? String == "fallback")
        #expect(reply.parameters["worker"] as? String == "w1")
        #expect(reply.parameters["exit"] as? Int == 0)
        #expect(reply.parameters["deadline_met"] as? Bool == true)
        #expect(cluster.workers[1].canceled == 1)
        let use = try #require(cluster.admission.uses.values.first)
        #expect(use.joules != nil && use.dollars == nil, "what the cloud tier will charge nobody knows")
        #expect(cluster.admission.settled.count == 1)
    }

    @Test("a tier that does not take a job in costs no money, and the edge is asked")
    func notTakenIn() async throws {
        let cluster = try await offloading()
        try await cluster.onLoop {
            cluster.workers[0].behavior = .silent
            cluster.workers[1].behavior = .problem(status: 429, message: "full")
        }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 5)
        #expect(cluster.admission.asked.map(\.cloudIsAllowed) == [true, false])
        #expect(cluster.admission.uses.values.first?.dollars == 0)
        #expect(try await pending.isOpen(on: cluster), "the fallback is still there")
        try await cluster.onLoop { cluster.workers[0].answerHeld(exit: 0) }
        #expect(try await pending.reply(on: cluster).parameters["admission"] as? String == "fallback")
    }

    @Test("a copy of what may be late goes to the cloud tier, and its answer counts if it is the first")
    func hedges() async throws {
        let cluster = try await FakeCluster.start(cloud: .milliseconds(20)) { $0.limits.hedgeShare = 1 }
        try await cluster.onLoop {
            cluster.workers[0].behavior = .silent
            cluster.admission.decideHedge = { .offload(WorkerID("w2"), $0.rule, patience: .milliseconds(20)) }
        }
        let pending = try await cluster.send("POST", Self.path, ByteBuffer(string: Bodies.one))
        await cluster.pass(milliseconds: 55)
        #expect(cluster.workers[1].received.isEmpty)
        await cluster.pass(milliseconds: 20)
        let reply = try await pending.reply(on: cluster)
        #expect(reply.parameters["admission"] as? String == "hedge")
        #expect(reply.parameters["worker"] as? String == "w2")
        #expect(cluster.workers[0].canceled == 1)
        #expect(cluster.admission.settled.count == 1)
    }
}
