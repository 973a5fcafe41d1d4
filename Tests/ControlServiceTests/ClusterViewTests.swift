import Domain
import Kernel
import Messages
import SchedulerPolicy
import SchedulerService
import Testing
import Transport

@Suite("The cluster view")
struct ClusterViewTests {
    @Test("is told to who asks, and at once when a worker comes or goes")
    func followsMembers() async throws {
        let cluster = SchedulerWorld()
        let watcher = try await cluster.watcher()
        #expect(watcher.inbox.messages.map(\.members.count) == [0])
        let first = try await cluster.worker(named: "w1")
        let second = try await cluster.worker(named: "w0")
        let views = watcher.inbox.messages
        #expect(views.map { $0.members.map(\.worker) } == [["w1"], ["w0", "w1"]])
        #expect(views.map(\.revision) == views.map(\.revision).sorted())
        #expect(views.last?.members.last?.domain == Samples.member("w1"))
        try await first.vanish()
        #expect(watcher.inbox.messages.map { $0.members.map(\.worker) } == [["w0"]])
        try await second.finish()
        #expect(watcher.inbox.messages.map(\.members.count) == [0])
    }

    @Test("has a worker once that connects again before its old connection is known to be dead")
    func replacesOlder() async throws {
        let cluster = SchedulerWorld()
        let watcher = try await cluster.watcher()
        let old = try await cluster.worker(named: "w1")
        let new = try await cluster.worker(named: "w1")
        #expect(old.inbox.end?.code == .aborted)
        #expect(new.inbox.end == nil)
        #expect(watcher.inbox.messages.last?.members.map(\.worker) == ["w1"])
    }

    @Test("tells backlogs at most every 50 ms, and nothing while nothing changes")
    func limitsBacklogs() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        let worker = try await cluster.worker(named: "w1")
        let watcher = try await cluster.watcher()
        _ = watcher.inbox.messages
        await cluster.world.pass(.seconds(1))

        for step in 1...4 {
            script.setBacklog(.milliseconds(step))
            try await worker.send(Samples.arrivals(UInt64(step)))
            await cluster.world.pass(.milliseconds(10))
        }
        let early = watcher.inbox.messages
        #expect(early.map { $0.members.map(\.backlogUs) } == [[1_000]])
        await cluster.world.pass(.milliseconds(10))
        #expect(watcher.inbox.messages.map { $0.members.map(\.backlogUs) } == [[4_000]])

        try await worker.send(Samples.arrivals(9))
        await cluster.world.pass(.seconds(10))
        #expect(watcher.inbox.messages.isEmpty)
    }

    @Test("passes the backlog on of members that schedule themselves")
    func cloudBacklog() async throws {
        let cluster = SchedulerWorld()
        let cloud = try await cluster.worker()
        try await cloud.send(Samples.registration("cloud", kind: .cloud))
        let watcher = try await cluster.watcher()
        var report = Rubato_V1_LaneReport()
        report.backlogUs = 12_345
        try await cloud.send(report)
        await cluster.world.pass(.milliseconds(50))
        #expect(watcher.inbox.messages.last?.members.map(\.backlogUs) == [12_345])
    }
}
