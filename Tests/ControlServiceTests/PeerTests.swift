import Domain
import Kernel
import Messages
import NIOCore
import SchedulerPolicy
import SchedulerService
import ServiceKit
import Synchronization
import Testing
import Transport

@Suite("Peers")
struct PeerTests {
    private let world = World()

    @Test(
        "are addressed by host and port",
        arguments: [
            ("127.0.0.1:8010", "127.0.0.1"), ("scheduler:1", "scheduler"), ("[::1]:65535", "::1"),
        ]
    )
    func addresses(text: String, host: String) throws {
        let address = try #require(PeerAddress(text))
        #expect(address.host == host)
        #expect(address.description == text)
    }

    @Test(
        "have no address without a host, or with a wrong port",
        arguments: [
            "", "host", ":80", "host:", "host:0", "host:65536", "host:x", "::1:80", "[]:80",
        ]
    )
    func wrongAddresses(text: String) {
        #expect(PeerAddress(text) == nil)
    }

    @Test("share one client per address, up to a bound, until they are let go")
    func pool() async throws {
        let made = Box(Mutex(0))
        let world = world
        let pool = PeerPool(eventLoop: world.loop, bound: 2) { _ in
            made.value.withLock { $0 += 1 }
            return InMemoryTransport(eventLoop: world.loop) { $0.reset(code: ErrorCode.refusedStream) }
        }
        let addresses = try ["a:1", "b:1", "c:1"].map { try #require(PeerAddress($0)) }
        try await world.act {
            #expect(pool.peer(at: addresses[0]) != nil)
            #expect(pool.peer(at: addresses[0]) != nil)
            #expect(pool.peer(at: addresses[1]) != nil)
            #expect(pool.peer(at: addresses[2]) == nil)
            pool.keep(only: [addresses[1]])
            #expect(pool.count == 1)
            #expect(pool.peer(at: addresses[2]) != nil)
        }
        #expect(made.value.withLock { $0 } == 3)
    }

    @Test("that have lost the call are called again, after waits that grow and are not all alike")
    func callsAgain() async throws {
        let opened = Box(Mutex<[Instant]>([]))
        let world = world
        let client = TypedCallClient(
            InMemoryTransport(eventLoop: world.loop) { $0.reset(code: ErrorCode.refusedStream) }
        )
        let call = PersistentCall(CallMethods.watch, over: client) { event in
            if case .opened = event { opened.value.withLock { $0.append(world.time.now) } }
        }
        try await world.act { call.start() }
        for _ in 0..<6_000 { await world.pass(.milliseconds(1)) }
        let instants = opened.value.withLock { $0 }
        let waits = zip(instants, instants.dropFirst()).map { $1 - $0 }
        #expect(waits.count >= 5)
        for (index, wait) in waits.enumerated() {
            let longest = min(Duration.seconds(2), .milliseconds(50) * (1 << min(index, 10)))
            #expect(wait <= longest + .milliseconds(2))
            #expect(wait >= longest / 2)
        }
        try await world.act { call.stop() }
        let count = opened.value.withLock { $0.count }
        await world.pass(.seconds(10))
        #expect(opened.value.withLock { $0.count } == count)
    }
}
