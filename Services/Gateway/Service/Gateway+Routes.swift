import Domain
import NIOCore
import ServiceKit
import Transport

/// Which request goes where.
extension Gateway {
    func addRoutes() {
        addInference()
        addStreams()
        addDescriptions()
        host.routes.notFound = { exchange in
            APIProblem(404, "not_found", "Not Found: \(exchange.request.path)").respond(on: exchange)
        }
        host.routes.methodNotAllowed = { exchange, allowed in
            APIProblem(405, "method_not_allowed", "Method Not Allowed")
                .respond(on: exchange, extra: ["allow": allowed.joined(separator: ", ")])
        }
    }

    private func addInference() {
        on("POST", "/v2/models/{model}/infer") { gateway, exchange, path in
            gateway.infer(exchange, model: path["model"] ?? "", version: nil)
        }
        on("POST", "/v2/models/{model}/versions/{version}/infer") { gateway, exchange, path in
            gateway.infer(exchange, model: path["model"] ?? "", version: path["version"])
        }
    }

    private func addStreams() {
        on("POST", "/v2/streams/{stream}/infer") { gateway, exchange, path in
            gateway.inferFrame(exchange, stream: StreamID(path["stream"] ?? ""))
        }
        on("POST", "/v2/streams") { gateway, exchange, _ in gateway.askStream(exchange) }
        on("GET", "/v2/streams") { gateway, exchange, _ in gateway.listStreams(exchange) }
        on("GET", "/v2/streams/{stream}") { gateway, exchange, path in
            gateway.showStream(exchange, StreamID(path["stream"] ?? ""))
        }
        on("DELETE", "/v2/streams/{stream}") { gateway, exchange, path in
            gateway.deleteStream(exchange, StreamID(path["stream"] ?? ""))
        }
    }

    private func addDescriptions() {
        on("GET", "/v2") { gateway, exchange, _ in gateway.showServer(exchange) }
        on("GET", "/v2/models/stats") { gateway, exchange, _ in gateway.showStatistics(exchange) }
        on("POST", "/v2/repository/index") { gateway, exchange, _ in gateway.showRepository(exchange) }
        on("GET", "/v2/requests/{job}/explain") { gateway, exchange, path in
            gateway.explain(exchange, path["job"] ?? "")
        }
        for prefix in ["/v2/models/{model}", "/v2/models/{model}/versions/{version}"] {
            onModel(prefix) { $0.showModel($1, $2) }
            onModel(prefix + "/ready") { $0.showReady($1, $2) }
            onModel(prefix + "/config") { $0.showConfig($1, $2) }
            onModel(prefix + "/stats") { $0.showStatistics($1, of: [$2]) }
        }
    }

    private func onModel(
        _ path: String,
        _ show: @escaping @Sendable (isolated Gateway, any ServerExchange, ServedModel) -> Void
    ) {
        on("GET", path) { gateway, exchange, parameters in
            let name = parameters["model"] ?? ""
            guard let model = gateway.catalog.model(named: name, version: parameters["version"]) else {
                return gateway.unknownModel(name, parameters["version"]).respond(on: exchange)
            }
            show(gateway, exchange, model)
        }
    }

    private func on(
        _ method: String,
        _ path: String,
        _ handle: @escaping @Sendable (isolated Gateway, any ServerExchange, PathParameters) -> Void
    ) {
        host.routes.on(method, path) { [weak self] exchange, parameters in
            self?.assumeIsolated { handle($0, exchange, parameters) }
        }
    }
}
