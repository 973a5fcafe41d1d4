package import ServiceKit
import Transport

extension WorkerNode {
    /// Lets the host answer with the bounds that lanes plan by.
    package nonisolated func servePages(on host: ServiceHost) {
        host.routes.on("GET", "/v2/profile") { exchange, _ in self.assumeIsolated { $0.showProfile(exchange) } }
    }
}
