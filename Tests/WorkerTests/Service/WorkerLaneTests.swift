import Domain
import Inference
import Messages
import NIOCore
import ServiceKit
import Synchronization
import Testing
import Transport

@testable import WorkerService

@Suite("Worker and its lane")
struct WorkerLaneTests {
    @Test("A scheduler that comes back is told of the worker and of the jobs with the stages done")
    func reconnects() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let (reply, _) = try await rig.send(JobCall(1))
        try await rig.onLoop { scheduler.grant(1, 0...0, [1]) }
        #expect(try await rig.eventually { scheduler.done.count == 1 })
        try await rig.onLoop {
            scheduler.forgetReports()
            scheduler.hangUp()
        }
        #expect(try await rig.eventually { scheduler.arrivals.count == 1 })
        let (lanes, arrival) = try await rig.onLoop { (scheduler.lanes, scheduler.arrivals[0]) }
        #expect(lanes == 2)
        #expect(arrival.stagesDone == 1)
        #expect(arrival.budgetUs > 1_000_000 && arrival.budgetUs < 5_000_000)
        #expect(try await rig.onLoop { scheduler.registrations.count } == 1)
        try await rig.onLoop { scheduler.grant(1, 1...2, [1]) }
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().exit == 2)
        #expect(rig.metric("rubato_worker_lane_losses_total") == 1)
    }

    @Test("Without a scheduler the worker is not ready, and staged jobs get their best answer at the deadline")
    func withoutScheduler() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        var call = JobCall(1)
        call.budget = "600m"
        let (reply, _) = try await rig.send(call)
        try await rig.onLoop { scheduler.grant(1, 0...0, [1]) }
        #expect(try await rig.eventually { scheduler.done.count == 1 })
        try await rig.onLoop {
            scheduler.isThere = false
            scheduler.hangUp()
        }
        #expect(try await rig.eventually { rig.readiness.reason?.contains("lane") == true })
        #expect(try await rig.eventually { reply.isOver })
        #expect(try reply.result().exit == 0)
    }

    @Test("A segment too many is refused and reported as ended")
    func refusesFourth() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        for job in UInt64(1)...4 { _ = try await rig.send(JobCall(job)) }
        try await rig.onLoop { for job in UInt64(1)...4 { scheduler.grant(job, 0...2, [job]) } }
        #expect(try await rig.eventually { scheduler.done.map(\.batch) == [4] })
        #expect(rig.metric(#"rubato_worker_refused_segments_total{reason="too_many"}"#) == 1)
        gate.open()
        #expect(try await rig.eventually { scheduler.done.filter(\.segmentEnded).map(\.batch) == [4, 1, 2, 3] })
    }

    @Test("A worker that drains offers nothing more and waits for its jobs")
    func drains() async throws {
        let rig = try await WorkerRig()
        let scheduler = rig.scheduler
        let (reply, _) = try await rig.send(JobCall(1))
        let node = rig.node
        let drained = try await rig.onLoop { node.assumeIsolated { $0.drain() } }
        #expect(try await rig.eventually { scheduler.registrations.last?.models.isEmpty == true })
        let (late, _) = try await rig.send(JobCall(2), waitsForArrival: false)
        #expect(try await rig.eventually { late.isOver })
        #expect(late.status == 503)
        try await rig.onLoop { scheduler.grant(1, 0...2, [1]) }
        try await drained.get()
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 200)
    }
}
