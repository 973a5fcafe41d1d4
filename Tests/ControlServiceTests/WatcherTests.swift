import Domain
import Kernel
import Messages
import ServiceKit
import Synchronization
import Testing
import Transport

@Suite("A watcher")
struct WatcherTests {
    @Test("hears of members as they come and go")
    func follows() async throws {
        let cluster = SchedulerWorld()
        let heard = Box(Mutex<[[String]]>([]))
        let watcher = Watcher(name: "test", logger: cluster.world.logger) { members in
            heard.value.withLock { $0.append(members.map(\.id.rawValue)) }
        }
        let client = TypedCallClient(cluster.connection())
        try await cluster.world.act { watcher.start(over: client) }
        let worker = try await cluster.worker(named: "w1")
        try await worker.vanish()
        #expect(heard.value.withLock { $0 } == [[], ["w1"], []])
    }

    @Test("keeps the members while the scheduler is restarted, and those it does not name for three seconds more")
    func remembers() {
        let (one, two) = (Samples.member("w1"), Samples.member("w2"))
        var members = RememberedMembers()
        members.publish([one, two])
        members.lose()
        #expect(members.members == [one, two])
        members.publish([])
        #expect(members.members == [one, two])
        members.publish([two])
        members.lose()
        members.publish([two])
        #expect(members.members == [one, two])
        members.forget()
        #expect(members.members == [two])
    }

    @Test("believes a scheduler that was there all along at once")
    func believes() {
        var members = RememberedMembers()
        members.publish([Samples.member("w1")])
        members.publish([])
        #expect(members.members.isEmpty)
    }
}
