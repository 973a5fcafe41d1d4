import NIOCore
import NIOEmbedded
import Testing
import Transport

@Suite("Requests find their handlers")
struct RouterTests {
    private static let router: HTTPRouter = {
        var router = HTTPRouter()
        func answer(_ name: String) -> HTTPRouter.Handler {
            { exchange, parameters in
                let text =
                    name + (parameters["model"].map { " " + $0 } ?? "") + (parameters["version"].map { " " + $0 } ?? "")
                exchange.respond(ResponseHead(status: 200), body: ByteBuffer(string: text))
            }
        }
        router.on("GET", "/v2", answer("server"))
        router.on("GET", "/v2/models/{model}", answer("model"))
        router.on("POST", "/v2/models/{model}/infer", answer("infer"))
        router.on("POST", "/v2/models/{model}/versions/{version}/infer", answer("infer version"))
        router.on("GET", "/v2/models/stats", answer("stats"))
        router.on("POST", "/v2/models/{model}", answer("load"))
        return router
    }()

    private func ask(_ method: String, _ target: String) throws -> Response {
        let loop = EmbeddedEventLoop()
        let transport = InMemoryTransport(eventLoop: loop) { Self.router.handle($0) }
        let journal = Journal<Result<Response, ExchangeFailure>>()
        transport.exchange(RequestHead(method: method, target: target), budget: nil) { journal.note($0) }
        loop.run()
        return try #require(journal.entries.first).get()
    }

    @Test(
        "a route matches by method and path, literal paths first",
        arguments: [
            ("GET", "/v2", "server"), ("GET", "/v2?x=1", "server"), ("GET", "/v2/models/fashion", "model fashion"),
            ("GET", "/v2/models/stats", "stats"), ("POST", "/v2/models/stats", "load stats"),
            ("POST", "/v2/models/a%20b/infer", "infer a b"),
            ("POST", "/v2/models/m/versions/3/infer", "infer version m 3"),
        ]
    )
    func match(method: String, target: String, answer: String) throws {
        #expect(String(buffer: try ask(method, target).body) == answer)
    }

    @Test(
        "a path without a route is not found",
        arguments: ["/", "/v3", "/v2/", "/v2/models//infer", "/v2/models/m/x"]
    )
    func notFound(target: String) throws {
        #expect(try ask("GET", target).head.status == 404)
    }

    @Test("a method that the path does not have is told which it has")
    func notAllowed() throws {
        let response = try ask("DELETE", "/v2/models/stats")
        #expect(response.head.status == 405)
        #expect(response.head.headers["allow"] == "GET, POST")
    }
}
