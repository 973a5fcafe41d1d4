import NIOCore

/// Finds the handler of a request by its method and path.
///
/// Paths without parameters are found by one look-up; patterns are tried in the order in which they were added.
package struct HTTPRouter: Sendable {
    package typealias Handler = @Sendable (any ServerExchange, PathParameters) -> Void

    private struct Route: Sendable {
        let pattern: PathPattern
        var handlers: [String: Handler] = [:]
    }

    private var literals: [String: Route] = [:]
    private var patterns: [(text: String, route: Route)] = []

    /// Answers a path that no route has.
    package var notFound: @Sendable (any ServerExchange) -> Void = { exchange in
        exchange.respond(ResponseHead(status: 404), body: ByteBuffer())
    }

    /// Answers a method that the path does not have; gets those it has, in alphabetical order.
    ///
    /// The handler must send them as the `allow` field.
    package var methodNotAllowed: @Sendable (any ServerExchange, [String]) -> Void = { exchange, allowed in
        let head = ResponseHead(status: 405, headers: ["allow": allowed.joined(separator: ", ")])
        exchange.respond(head, body: ByteBuffer())
    }

    package init() {}

    /// Adds a route, whose path is written as in `/v2/models/{model}/infer`: `{name}` matches one segment.
    package mutating func on(_ method: String, _ path: String, _ handler: @escaping Handler) {
        let pattern = PathPattern(path)
        if pattern.isLiteral {
            literals[path, default: Route(pattern: pattern)].handlers[method] = handler
        } else if let index = patterns.firstIndex(where: { $0.text == path }) {
            patterns[index].route.handlers[method] = handler
        } else {
            patterns.append((path, Route(pattern: pattern, handlers: [method: handler])))
        }
    }

    /// Calls the handler that fits best, or the fallback that says why none does.
    package func handle(_ exchange: any ServerExchange) {
        let method = exchange.request.method
        var path = exchange.request.path
        var allowed: Set<String> = []
        if let route = literals[String(path)] {
            if let handler = route.handlers[method] { return handler(exchange, PathParameters()) }
            allowed.formUnion(route.handlers.keys)
        }
        let found = path.withUTF8 { path in pattern(for: method, path, &allowed) }
        if let (handler, parameters) = found { return handler(exchange, parameters) }
        if allowed.isEmpty { notFound(exchange) } else { methodNotAllowed(exchange, allowed.sorted()) }
    }

    private func pattern(for method: String, _ path: UnsafeBufferPointer<UInt8>, _ allowed: inout Set<String>)
        -> (Handler, PathParameters)?
    {
        for (_, route) in patterns {
            guard let parameters = route.pattern.match(path) else { continue }
            if let handler = route.handlers[method] { return (handler, parameters) }
            allowed.formUnion(route.handlers.keys)
        }
        return nil
    }
}
