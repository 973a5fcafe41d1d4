import Telemetry
import Transport

/// What operators ask of every service: is it alive, is it ready, how is it doing.
struct OperationsRoutes {
    let readiness: Readiness
    let metrics: MetricsRegistry

    func add(to routes: inout HTTPRouter) {
        let readiness = readiness
        let metrics = metrics
        for path in ["/v2/health/live", "/livez"] {
            Self.get(path, &routes) { $0.respondJSON(200, #"{"live":true}"#) }
        }
        for path in ["/v2/health/ready", "/readyz"] {
            Self.get(path, &routes) { exchange in
                guard let reason = readiness.reason else { return exchange.respondJSON(200, #"{"ready":true}"#) }
                var text = ""
                text.writeJSON(reason)
                exchange.respondJSON(503, #"{"ready":false,"reason":\#(text),"error":\#(text)}"#)
            }
        }
        Self.get("/metrics", &routes) {
            $0.respond(200, "text/plain; version=0.0.4; charset=utf-8", metrics.exposition())
        }
    }

    /// Answers what no route answers in JSON, as the clients of the protocol expect it.
    static func addFallbacks(to routes: inout HTTPRouter) {
        routes.notFound = { $0.respondError(404, "Not Found") }
        routes.methodNotAllowed = { exchange, allowed in
            exchange.respondError(405, "Method Not Allowed", headers: ["allow": allowed.joined(separator: ", ")])
        }
    }

    private static func get(
        _ path: String,
        _ routes: inout HTTPRouter,
        _ answer: @escaping @Sendable (any ServerExchange) -> Void
    ) {
        for method in ["GET", "HEAD"] { routes.on(method, path) { exchange, _ in answer(exchange) } }
    }
}
