import Domain
import Inference
import Messages
import NIOCore
import ServiceKit
import Synchronization
import Testing
import Transport

@testable import WorkerService

@Suite("Worker service")
struct WorkerServiceTests {
    @Test("A job is reported, run as granted and answered with exit, confidence and times")
    func answered() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let (reply, _) = try await rig.send(JobCall(7, tag: 9))
        try await rig.onLoop { scheduler.grant(1, 0...2, [7]) }
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 200)
        let result = try reply.result()
        #expect(result.job == 7)
        #expect(result.exit == 2)
        #expect(result.confidence == 0.7)
        #expect(result.probabilities.count == 2)
        #expect(result.expectedAccuracy == 0.8)
        #expect(result.batchSize == 1)
        #expect(result.member == "w1")
        #expect(rig.script.runs == (0...2).map { .init(stage: $0, tags: [9]) })
        let done = try await rig.onLoop { scheduler.done }
        #expect(done.map(\.stage) == [0, 1, 2])
        #expect(done.map(\.segmentEnded) == [false, false, true])
        #expect(done.last?.readings.map(\.left) == [true])
        #expect(rig.metric("rubato_worker_staged_jobs") == 0)
        #expect(rig.metric(#"rubato_worker_answers_total{model="stub/1",exit="2"}"#) == 1)
    }

    @Test("A job leaves at the first exit that is confident enough")
    func leavesEarly() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let rule = ExitRule(mandatoryExit: 0, lastExit: 2, threshold: 0.55)
        let (reply, _) = try await rig.send(JobCall(1, rule: rule))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().exit == 1)
        #expect(rig.script.runs.map(\.stage) == [0, 1])
    }

    @Test("Registration says what the worker serves, and the worker is ready then")
    func registers() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        #expect(try await rig.eventually { !scheduler.registrations.isEmpty && rig.readiness.reason == nil })
        let member = try #require(try await rig.onLoop { scheduler.registrations.first?.domain })
        #expect(member.id == WorkerID("w1"))
        #expect(member.kind == .cpu)
        #expect(member.models.map(\.id) == [StubModel.id])
        #expect(member.models.first?.profile == StubModel.profile)
    }

    @Test("A worker that has no models yet is not ready and takes no jobs")
    func notReady() async throws {
        let rig = try await WorkerRig(mayServe: false)
        #expect(rig.readiness.reason?.contains("models") == true)
        let (reply, _) = try await rig.send(JobCall(1), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 503)
        #expect(try reply.problem().reason == "not_ready")
    }

    static let spoilings: [(String, Int, @Sendable (inout JobCall) -> Void)] = [
        ("rubato-job-bin", 400, { $0.sendsDescriptor = false }),
        ("grpc-timeout", 400, { $0.budget = nil }),
        ("grpc-timeout", 400, { $0.budget = "soon" }),
        ("datatype", 400, { $0.descriptor.datatype = "FP16" }),
        ("rule", 400, { $0.descriptor.rule.lastExit = 3 }),
        ("rule", 400, { $0.descriptor.rule.mandatoryExit = 9 }),
        ("tensor", 400, { $0.tensor = ByteBuffer(bytes: [1, 2, 3]) }),
        ("tensor", 400, { $0.tensor = ByteBuffer(bytes: [1, 2, 3, 4, 5]) }),
        ("model", 404, { $0.descriptor.model.version = "2" }),
    ]

    @Test("A request that makes no sense is answered with the field that is wrong", arguments: 0..<spoilings.count)
    func malformed(index: Int) async throws {
        let (field, status, spoil) = Self.spoilings[index]
        let rig = try await WorkerRig()
        var call = JobCall(1)
        spoil(&call)
        let (reply, _) = try await rig.send(call, waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == status)
        #expect(try reply.problem().field == field)
        #expect(rig.metric("rubato_worker_staged_jobs") == 0)
        #expect(rig.metric("rubato_worker_staged_bytes") == 0)
    }

    @Test("When as many tensors are staged as may be, a further one is refused until one has gone")
    func stagingFull() async throws {
        let rig = try await WorkerRig(stagingCount: 1)
        let (first, exchange) = try await rig.send(JobCall(1))
        let (second, _) = try await rig.send(JobCall(2), waitsForArrival: false)
        #expect(try await rig.eventually { second.isOver })
        #expect(second.status == 503)
        #expect(try second.problem().reason == "staging_full")
        #expect(rig.metric(#"rubato_worker_refused_total{reason="staging_full"}"#) == 1)
        try await rig.onLoop { exchange.cancel() }
        #expect(try await rig.eventually { rig.metric("rubato_worker_staged_jobs") == 0 })
        _ = try await rig.send(JobCall(3))
        #expect(!first.isOver)
    }

    @Test("Without a grant a job fails at its deadline")
    func deadline() async throws {
        let rig = try await WorkerRig()
        var call = JobCall(1)
        call.budget = "300m"
        let (reply, _) = try await rig.send(call)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 504)
        #expect(try reply.problem().reason == "deadline_passed")
        let scheduler = rig.scheduler
        #expect(try await rig.eventually { scheduler.withdrawn == [1] })
    }

    @Test("A job that runs at its deadline is answered with the exit done by then")
    func deadlineWhileRunning() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        var call = JobCall(1)
        call.budget = "1500m"
        let (reply, _) = try await rig.send(call)
        try await rig.onLoop { scheduler.grant(1, 0...0, [1]) }
        #expect(try await rig.eventually { scheduler.done.count == 1 })
        let gate = Gate()
        rig.script.hold(at: gate)
        try await rig.onLoop { scheduler.grant(2, 1...2, [1]) }
        #expect(await gate.waitForEntry())
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().exit == 0)
        gate.open()
        #expect(try await rig.eventually { scheduler.done.contains { $0.batch == 2 && $0.segmentEnded } })
        #expect(rig.script.state.withLock { $0.stopWasSeen })
    }

    @Test("A device that hangs up frees its slot before its batch runs")
    func hangUp() async throws {
        let rig = try await WorkerRig(stagingCount: 3)
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        let (running, _) = try await rig.send(JobCall(1, tag: 1))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        #expect(await gate.waitForEntry())
        let (gone, exchange) = try await rig.send(JobCall(2, tag: 2))
        let (staying, _) = try await rig.send(JobCall(3, tag: 3))
        try await rig.onLoop { scheduler.grant(2, 0...2, [2, 3]) }
        try await rig.onLoop { exchange.cancel() }
        #expect(try await rig.eventually { scheduler.withdrawn == [2] })
        #expect(rig.metric("rubato_worker_staged_jobs") == 2)
        #expect(rig.metric(#"rubato_worker_canceled_total{when="waiting"}"#) == 1)
        gate.open()
        #expect(try await rig.eventually { running.isOver && staying.isOver })
        #expect(running.status == 200)
        #expect(try staying.result().batchSize == 1)
        #expect(rig.script.runs.allSatisfy { !$0.tags.contains(2) })
        #expect(!gone.isOver)
    }

    @Test("A device that hangs up while its batch runs is not in the next stage, and the others are")
    func hangUpBetweenStages() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        let (_, exchange) = try await rig.send(JobCall(1, tag: 1))
        let (staying, _) = try await rig.send(JobCall(2, tag: 2))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1, 2]) }
        #expect(await gate.waitForEntry())
        try await rig.onLoop { exchange.cancel() }
        #expect(try await rig.eventually { scheduler.withdrawn == [1] })
        gate.open()
        #expect(try await rig.eventually { staying.isOver })
        #expect(rig.script.runs.map(\.tags) == [[1, 2], [2], [2]])
        #expect(rig.metric("rubato_worker_discarded_results_total") == 1)
        let readings = try await rig.onLoop { scheduler.done.flatMap(\.readings).map(\.job) }
        #expect(readings == [2, 2, 2])
    }

    @Test("A run that nobody waits for any more is stopped between layers")
    func stopsForNobody() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        let (_, exchange) = try await rig.send(JobCall(1))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        #expect(await gate.waitForEntry())
        try await rig.onLoop { exchange.cancel() }
        #expect(try await rig.eventually { scheduler.withdrawn == [1] })
        gate.open()
        #expect(try await rig.eventually { scheduler.done.last?.segmentEnded == true })
        #expect(rig.script.runs.count == 1)
        #expect(rig.metric(#"rubato_worker_stopped_runs_total{model="stub/1"}"#) == 1)
    }

    @Test("A stop command ends the running segment and keeps its jobs for another one")
    func stopCommand() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        let (reply, _) = try await rig.send(JobCall(1))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        #expect(await gate.waitForEntry())
        try await rig.onLoop { scheduler.command { $0.stop = true } }
        try await rig.onLoop {}
        gate.open()
        #expect(try await rig.eventually { scheduler.done.map(\.segmentEnded) == [true] })
        #expect(!reply.isOver)
        try await rig.onLoop { scheduler.grant(2, 0...2, [1]) }
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().exit == 2)
    }

    @Test("A batch above the engine's capacity is run in parts")
    func parts() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        for job in UInt64(1)...6 { _ = try await rig.send(JobCall(job, tag: UInt8(job))) }
        try await rig.onLoop { scheduler.grant(1, 0...0, Array(1...6)) }
        #expect(try await rig.eventually { scheduler.done.count == 1 })
        #expect(rig.script.runs.map(\.tags) == [[1, 2, 3, 4], [5, 6]])
    }

    @Test("Jobs of a run that the kernels fail are answered with an error")
    func broken() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        rig.script.state.withLock { $0.failure = .backend("no memory") }
        let (reply, _) = try await rig.send(JobCall(1))
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 500)
        #expect(try reply.problem().reason == "execution_failed")
    }
}
