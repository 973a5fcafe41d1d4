import Domain
import Inference
import Kernel
import Logging
import Messages
import NIOCore
import NIOPosix
import ServiceKit
import Telemetry
import Transport

@testable import WorkerService

/// A member with a stub engine between a fake scheduler and a caller, all on one event loop.
final class MemberRig<Node: ComputeMember>: Sendable {
    typealias Engines = @Sendable () throws -> (engines: [ModelID: any StageEngine], info: [LoadedModel])

    let eventLoop: any EventLoop
    let scheduler = FakeScheduler()
    let script = StubScript()
    let node: Node
    let metrics = MetricsRegistry()
    let readiness = Readiness { _ in }
    private let threads: [ComputeThread]
    private let caller: InMemoryTransport
    private let lane: InMemoryTransport

    /// Serves the stub model unless other engines are given; they are made on the compute thread.
    init(
        prefix: String,
        mayServe: Bool,
        engines: Engines?,
        threads count: Int = 1,
        makeNode: (MemberContext) -> Node
    ) async throws {
        threads = (0..<count).map { ComputeThread(name: "stub\($0)") }
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        self.eventLoop = eventLoop
        let context = MemberContext(
            eventLoop: eventLoop,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            readiness: readiness,
            metrics: metrics,
            prefix: prefix
        )
        let node = makeNode(context)
        self.node = node
        caller = InMemoryTransport(eventLoop: eventLoop) { exchange in node.assumeIsolated { $0.execute(exchange) } }
        lane = scheduler.makeTransport(on: eventLoop)
        let outbox = OutcomeOutbox(eventLoop: eventLoop) { outcomes in node.assumeIsolated { $0.receive(outcomes) } }
        let runners = threads.map { thread in
            StageRunner(thread: thread, time: MonotonicTime(), outbox: outbox) { context.stages.idled($0) }
        }
        let script = script
        var loaded: [LoadedModel] = []
        for runner in runners {
            loaded = try await runner.install {
                try engines?() ?? (engines: [StubModel.id: StubEngine(script)], info: [StubModel.loaded])
            }
        }
        guard mayServe else { return }
        let (client, models) = (TypedCallClient(lane), loaded)
        try await onLoop { node.assumeIsolated { $0.serve(models, on: runners, over: client) } }
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

    /// Sends a request and, unless told otherwise, waits until the scheduler has heard of the job.
    func send(_ call: JobCall, waitsForArrival: Bool = true) async throws -> (
        reply: Reply, exchange: any ClientExchange
    ) {
        let reply = Reply()
        let caller = caller
        let head = try call.head()
        let exchange = try await onLoop {
            caller.send(head, body: call.tensor, budget: nil) { reply.take($0) }
        }
        let scheduler = scheduler
        if waitsForArrival {
            _ = try await eventually { scheduler.arrivals.contains { $0.job == call.descriptor.job } }
        }
        return (reply, exchange)
    }

    /// The value of one line of the metrics page.
    func metric(_ line: String) -> Double? {
        metrics.exposition().split(separator: "\n").first { $0.hasPrefix(line + " ") }
            .flatMap { Double($0.dropFirst(line.count + 1)) }
    }
}
