import ArgumentParser
import NIOCore
import ServiceKit
import Synchronization
import Telemetry
import Testing
import Transport

@Suite("A service's host")
struct ServiceHostTests {
    private let world = World()
    private let network: MemoryNetwork
    private let host: ServiceHost

    init() throws {
        let network = MemoryNetwork(world)
        self.network = network
        host = ServiceHost(
            identity: .scheduler,
            options: try CommonOptions.parse(["--drain-seconds", "3"]),
            eventLoop: world.loop,
            time: world.time,
            logger: world.logger,
            metrics: world.metrics,
            network: network,
            onFailure: { _ in }
        )
    }

    private func listen() async throws {
        try await world.act { [host] in _ = host.listen() }
    }

    private func get(_ path: String, method: String = "GET") async throws -> Response {
        let client = network.connect(8_010)
        let received = Mutex<Result<Response, ExchangeFailure>?>(nil)
        let box = Box(received)
        try await world.act {
            client.exchange(RequestHead(method: method, target: path), budget: nil) { result in
                box.value.withLock { $0 = result }
            }
        }
        return try #require(box.value.withLock { $0 }).get()
    }

    @Test("is ready when all conditions are met, and says which are not")
    func readiness() async throws {
        host.readiness.lacks("view", because: "nobody has told")
        host.readiness.lacks("model", because: "profiling")
        try await listen()
        let early = try await get("/v2/health/ready")
        #expect(early.head.status == 503)
        let reason = "model: profiling; view: nobody has told"
        #expect(String(buffer: early.body) == "{\"ready\":false,\"reason\":\"\(reason)\",\"error\":\"\(reason)\"}")
        #expect(try await get("/v2/health/live").head.status == 200)
        host.readiness.meets("view")
        host.readiness.meets("model")
        #expect(try await get("/v2/health/ready").head.status == 200)
        #expect(try await get("/readyz").head.status == 200)
        host.readiness.lacks("model", because: "gone")
        #expect(try await get("/readyz").head.status == 503)
    }

    @Test("shows its metrics, and to HEAD the same without the body")
    func metrics() async throws {
        try await listen()
        let page = try await get("/metrics")
        #expect(page.head.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        world.metrics.gauge("rubato_open", "Open.").with().set(1)
        #expect(String(buffer: try await get("/metrics").body).contains("rubato_open 1"))
        let head = try await get("/metrics", method: "HEAD")
        #expect(head.head.status == 200)
        #expect(head.body.readableBytes == 0)
    }

    @Test("answers unknown paths and wrong methods in JSON")
    func fallbacks() async throws {
        try await listen()
        let unknown = try await get("/nope")
        #expect(unknown.head.status == 404)
        #expect(String(buffer: unknown.body) == "{\"error\":\"Not Found\"}")
        let wrong = try await get("/metrics", method: "POST")
        #expect(wrong.head.status == 405)
        #expect(wrong.head.headers["allow"] == "GET, HEAD")
    }

    @Test("stops when nothing is in flight any more, and is not ready meanwhile")
    func stops() async throws {
        try await listen()
        let flight = world.loop.makePromise(of: Void.self)
        let log = Box(Mutex<[String]>([]))
        try await world.act { [host] in
            host.onDrain { flight.futureResult }
            host.onStop { log.value.withLock { $0.append("first added") } }
            host.onStop { log.value.withLock { $0.append("last added") } }
            host.stop().whenComplete { _ in log.value.withLock { $0.append("stopped") } }
        }
        #expect(host.readiness.reason == "draining")
        #expect(log.value.withLock { $0 } == [])
        try await world.act { flight.succeed() }
        #expect(log.value.withLock { $0 } == ["last added", "first added", "stopped"])
    }

    @Test("does not wait longer than the drain time for what is in flight")
    func stopsInTime() async throws {
        try await listen()
        let never = world.loop.makePromise(of: Void.self)
        let isStopped = Box(Mutex(false))
        try await world.act { [host] in
            host.onDrain { never.futureResult }
            host.stop().whenComplete { _ in isStopped.value.withLock { $0 = true } }
        }
        await world.pass(.milliseconds(2_999))
        #expect(!isStopped.value.withLock { $0 })
        await world.pass(.milliseconds(1))
        #expect(isStopped.value.withLock { $0 })
        try await world.act { never.succeed() }
    }
}

/// Shares what cannot be copied.
final class Box<Value: ~Copyable & Sendable>: Sendable {
    let value: Value

    init(_ value: consuming Value) { self.value = value }
}
