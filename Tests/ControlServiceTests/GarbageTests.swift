import Messages
import NIOCore
import Synchronization
import Testing
import Transport

@Suite("Bytes that are no message")
struct GarbageTests {
    @Test("end the call with the reason, and nothing else", arguments: [CallMethods.lane.path, CallMethods.watch.path])
    func scheduler(path: String) async throws {
        let cluster = SchedulerWorld()
        let worker = try await cluster.worker(named: "w1")
        #expect(try await send(to: path, over: cluster.connection(), in: cluster.world) == .invalidArgument)
        let call = path == CallMethods.lane.path ? "lane" : "watch"
        #expect(try await cluster.world.metric("rubato_scheduler_malformed_total{call=\"\(call)\"}") == "1")
        #expect(worker.inbox.end == nil)
    }

    @Test("do the same at admission")
    func admission() async throws {
        let cluster = AdmissionWorld()
        let gateway = try await cluster.gateway()
        let path = CallMethods.decide.path
        #expect(try await send(to: path, over: cluster.connection(), in: cluster.world) == .invalidArgument)
        #expect(try await cluster.world.metric("rubato_admission_malformed_total") == "1")
        #expect(gateway.inbox.end == nil)
    }

    private func send(to path: String, over transport: InMemoryTransport, in world: World) async throws
        -> CallStatus.Code?
    {
        let end = Box(Mutex<CallStatus?>(nil))
        try await world.act {
            let head = RequestHead(method: "POST", target: path, headers: ["content-type": "application/grpc"])
            let exchange = transport.send(head, body: nil, budget: nil) { event in
                guard case .end(let trailers) = event else { return }
                end.value.withLock { $0 = CallStatus(trailers) }
            }
            var frame = ByteBuffer(integer: UInt8(0))
            frame.writeInteger(UInt32(3))
            frame.writeRepeatingByte(0xFF, count: 3)
            exchange.write(frame)
        }
        return end.value.withLock { $0?.code }
    }
}
