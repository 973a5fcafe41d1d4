package import Kernel
package import Logging
package import NIOCore
package import Telemetry
package import Transport

/// What a service stands on in its process: one event loop, one port, metrics, logs, readiness and an orderly end.
///
/// Confined to ``eventLoop`` but for what is itself safe from every thread: metrics, readiness, the logger and
/// ``fail(_:)``. A service registers its calls and routes in ``ServiceCommand/start(on:)``; later changes of
/// ``calls`` and ``routes`` have no effect.
// Safe because what changes is only touched on the event loop.
package final class ServiceHost: @unchecked Sendable {
    package let identity: ServiceIdentity
    package let options: CommonOptions
    package let eventLoop: any EventLoop
    package let time: any TimeSource
    package let logger: Logger
    package let metrics: MetricsRegistry
    package let readiness: Readiness
    /// Where the service's own calls to others go out, over TLS if authorities were given.
    package let peers: PeerPool

    /// The typed calls that the service offers.
    package var calls = CallRouter()
    /// The paths that it offers beside them; health and metrics are there already.
    package var routes = HTTPRouter()

    private let network: any Network
    private let onFailure: @Sendable (String) -> Void
    private var listeners: [any Listener] = []
    private var drainHooks: [@Sendable () -> EventLoopFuture<Void>] = []
    private var stopHooks: [@Sendable () -> Void] = []
    private var stopping: EventLoopFuture<Void>?

    /// Makes a host that does not listen yet.
    ///
    /// - Parameters:
    ///   - identity: Which service it is.
    ///   - options: As parsed.
    ///   - eventLoop: Where all of the service runs.
    ///   - time: The clock of its policies.
    ///   - logger: Of the service.
    ///   - metrics: Of the process.
    ///   - network: Listens and connects.
    ///   - onFailure: Ends the process; gets the reason.
    package init(
        identity: ServiceIdentity,
        options: CommonOptions,
        eventLoop: any EventLoop,
        time: any TimeSource,
        logger: Logger,
        metrics: MetricsRegistry,
        network: any Network,
        onFailure: @escaping @Sendable (String) -> Void
    ) {
        self.identity = identity
        self.options = options
        self.eventLoop = eventLoop
        self.time = time
        self.logger = logger
        self.metrics = metrics
        self.network = network
        self.onFailure = onFailure
        peers = PeerPool(eventLoop: eventLoop) { network.client(for: $0) }
        readiness = Readiness { [logger] reason in
            guard let reason else { return logger.info("ready") }
            logger.info("not ready", metadata: ["reason": "\(reason)"])
        }
        OperationsRoutes(readiness: readiness, metrics: metrics).add(to: &routes)
        OperationsRoutes.addFallbacks(to: &routes)
    }

    /// The service's name in logs and in the cluster view.
    package var name: String { options.name ?? "\(identity.name)-\(options.port ?? identity.defaultPort)" }

    /// Starts to serve on the configured port.
    package func listen() -> EventLoopFuture<Void> {
        let port = options.port ?? identity.defaultPort
        return listen(port: port, routes: routes, calls: calls)
    }

    /// Serves health and metrics, and nothing else, on one more port.
    package func listenForOperations(port: Int) -> EventLoopFuture<Void> {
        var routes = HTTPRouter()
        OperationsRoutes(readiness: readiness, metrics: metrics).add(to: &routes)
        OperationsRoutes.addFallbacks(to: &routes)
        return listen(port: port, routes: routes, calls: CallRouter())
    }

    /// Adds to what a stop waits for: a future that completes when the service has nothing in flight any more.
    ///
    /// The hook runs when the stop begins. What is in flight on the service's own port is waited for anyway; long calls
    /// must be ended by it.
    package func onDrain(_ hook: @escaping @Sendable () -> EventLoopFuture<Void>) {
        drainHooks.append(hook)
    }

    /// Adds to the last things that are done before the process ends, in the reverse order of their addition.
    package func onStop(_ hook: @escaping @Sendable () -> Void) {
        stopHooks.append(hook)
    }

    /// Ends the process because the service cannot go on; from any thread.
    package func fail(_ reason: String) {
        logger.critical("service failed", metadata: ["reason": "\(reason)"])
        onFailure(reason)
    }

    /// Stops in order: not ready at once, GOAWAY, what is in flight ends or the drain time is over, then connections close.
    package func stop() -> EventLoopFuture<Void> {
        eventLoop.preconditionInEventLoop()
        if let stopping { return stopping }
        readiness.drain()
        let grace = TimeAmount.nanoseconds(Int64(options.drainSeconds * 1e9))
        let ends = drainHooks.map { $0() } + listeners.map { $0.shutDown() }
        let ended = EventLoopFuture.andAllComplete(ends, on: eventLoop)
        let done = eventLoop.makePromise(of: Void.self)
        let alarm = eventLoop.scheduleTask(in: grace) { done.succeed() }
        ended.whenComplete { _ in
            alarm.cancel()
            done.succeed()
        }
        let stopping = done.futureResult.map { self.close() }
        self.stopping = stopping
        return stopping
    }

    private func close() {
        for hook in stopHooks.reversed() { hook() }
        peers.closeAll()
    }

    private func listen(port: Int, routes: HTTPRouter, calls: CallRouter) -> EventLoopFuture<Void> {
        network.listen(host: options.host, port: port) { exchange in
            if !calls.handle(exchange) { routes.handle(exchange) }
        }.map { listener in
            self.listeners.append(listener)
            self.logger.info("listening", metadata: ["host": "\(self.options.host)", "port": "\(listener.port)"])
        }
    }
}
