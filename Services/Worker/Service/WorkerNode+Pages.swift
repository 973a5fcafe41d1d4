import Messages
package import ServiceKit
import Transport

extension WorkerNode {
    /// Lets the host answer with the bounds that lanes plan by, and take specialized heads.
    package nonisolated func servePages(on host: ServiceHost) {
        host.routes.on("GET", "/v2/profile") { exchange, _ in self.assumeIsolated { $0.showProfile(exchange) } }
        host.routes.on("POST", CallMethods.headsPath) { exchange, _ in self.assumeIsolated { $0.takeHeads(exchange) } }
    }
}
