import CloudService
import Domain
import Inference
import Kernel
import Logging
import NIOCore
import NIOPosix
import ServiceKit
import Telemetry
import Transport

@testable import WorkerService

/// A cloud tier with a stub engine between a fake scheduler and a caller, all on one event loop.
final class CloudRig: Sendable {
    let eventLoop: any EventLoop
    let scheduler = FakeScheduler()
    let script = StubScript()
    let node: CloudNode
    let metrics = MetricsRegistry()
    let readiness = Readiness { _ in }
    private let thread = ComputeThread(name: "stub")
    private let caller: InMemoryTransport
    private let lane: InMemoryTransport

    init(roundTrip: Duration = .milliseconds(60), lossShare: Double = 0, queueLimit: Int = 8) async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        self.eventLoop = eventLoop
        let settings = CloudSettings(
            node: NodeSettings(id: WorkerID("c1"), address: "127.0.0.1:2", transitAllowance: .milliseconds(1)),
            wan: WANEmulation(roundTrip: roundTrip, lossShare: lossShare, seed: 1),
            pricePerMillisecond: 0.5,
            queueLimit: queueLimit
        )
        let stages = StageMeters(metrics, prefix: "rubato_cloud")
        let node = CloudNode(
            settings,
            eventLoop: eventLoop,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            readiness: readiness,
            metrics: metrics,
            stages: stages
        )
        self.node = node
        caller = InMemoryTransport(eventLoop: eventLoop) { exchange in node.assumeIsolated { $0.execute(exchange) } }
        lane = scheduler.makeTransport(on: eventLoop)
        let outbox = OutcomeOutbox(eventLoop: eventLoop) { outcomes in node.assumeIsolated { $0.receive(outcomes) } }
        let runner = StageRunner(thread: thread, time: MonotonicTime(), outbox: outbox) { stages.idled($0) }
        let script = script
        let loaded = try await runner.install {
            (engines: [StubModel.id: StubEngine(script)], info: [StubModel.loaded])
        }
        let client = TypedCallClient(lane)
        try await onLoop { node.assumeIsolated { $0.serve(loaded, on: runner, over: client) } }
    }

    func onLoop<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await eventLoop.submit(body).get()
    }

    /// Waits, at most 10 s, until the condition holds on the loop.
    func eventually(_ condition: @escaping @Sendable () -> Bool) async throws -> Bool {
        for _ in 0..<2_000 {
            if try await onLoop(condition) { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    func send(_ call: JobCall) async throws -> (reply: Reply, exchange: any ClientExchange) {
        let reply = Reply()
        let caller = caller
        let head = try call.head()
        let exchange = try await onLoop {
            caller.send(head, body: call.tensor, budget: nil) { reply.take($0) }
        }
        return (reply, exchange)
    }

    /// The value of one line of the metrics page.
    func metric(_ line: String) -> Double? {
        metrics.exposition().split(separator: "\n").first { $0.hasPrefix(line + " ") }
            .flatMap { Double($0.dropFirst(line.count + 1)) }
    }
}
