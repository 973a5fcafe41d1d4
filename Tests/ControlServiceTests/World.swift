import Kernel
import Logging
import NIOCore
import NIOEmbedded
import Telemetry
import Transport

/// One service and its callers on one event loop, in virtual time and without a network.
final class World: Sendable {
    let loop = NIOAsyncTestingEventLoop()
    let metrics = MetricsRegistry()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var time: LoopTime { LoopTime(loop: loop) }

    /// A caller with a connection of its own.
    func connect(to calls: CallRouter) -> InMemoryTransport {
        InMemoryTransport(eventLoop: loop) { exchange in
            if !calls.handle(exchange) { exchange.reset(code: ErrorCode.internalError) }
        }
    }

    /// Runs on the loop, then lets everything happen that follows from it now.
    @discardableResult
    func act<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws -> Result {
        let result = try await loop.executeInContext(body)
        await settle()
        return result
    }

    func settle() async { await loop.run() }

    func pass(_ duration: Duration) async {
        await loop.advanceTime(by: .nanoseconds(duration.nanoseconds))
        await settle()
    }

    /// A line of the metrics page, without its name.
    func metric(_ series: String) async throws -> String? {
        try await act { [metrics] in metrics.exposition() }.split(separator: "\n")
            .first { $0.hasPrefix(series + " ") }
            .map { String($0.dropFirst(series.count + 1)) }
    }
}
