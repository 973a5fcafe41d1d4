import NIOCore
import Testing
import Transport

@Suite("Every transport carries exchanges the same way", .timeLimit(.minutes(1)))
struct ExchangeTests {
    @Test("a body is collected whole", arguments: TransportKind.allCases)
    func collect(kind: TransportKind) async throws {
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.collectBody(limit: 500_000) { result in
                    guard let body = try? result.get() else { return }
                    exchange.respond(
                        ResponseHead(status: 200, headers: ["x-target": exchange.request.target]),
                        body: body
                    )
                }
            },
            { pair in
                for count in [0, 1, 16_384, 400_000] {
                    let text = String(repeating: "a", count: count)
                    let response = try await pair.exchange(.post("/a?b=c"), body: text).get()
                    #expect(response.head.status == 200)
                    #expect(response.head.headers["x-target"] == "/a?b=c")
                    #expect(String(buffer: response.body) == text)
                }
            }
        )
    }

    @Test("a body above its limit can still be answered", arguments: TransportKind.allCases, [100, 2 << 20])
    func bodyLimit(kind: TransportKind, limit: Int) async throws {
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.collectBody(limit: limit) { result in
                    guard case .failure(.tooLarge) = result else { return }
                    exchange.respond(ResponseHead(status: 413), body: ByteBuffer())
                }
            },
            { pair in
                // Above the first limit, and above that of the transport itself.
                let text = String(repeating: "a", count: Pair.bodyLimit + 1)
                let response = try await pair.exchange(.post("/"), body: text).get()
                #expect(response.head.status == 413)
            }
        )
    }

    @Test("a response streams, and its trailers follow", arguments: TransportKind.allCases)
    func stream(kind: TransportKind) async throws {
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.start(ResponseHead(status: 200, headers: ["content-type": "text/plain"]))
                exchange.write(ByteBuffer(string: "one "))
                exchange.eventLoop.scheduleTask(in: .milliseconds(30)) {
                    exchange.write(ByteBuffer(string: "two"))
                    exchange.finish(trailers: ["x-sum": "2"])
                }
            },
            { pair in
                let response = try await pair.exchange(RequestHead(method: "GET", target: "/")).get()
                #expect(String(buffer: response.body) == "one two")
                #expect(response.trailers["x-sum"] == "2")
            }
        )
    }

    @Test("a held back body waits, and then comes whole", arguments: TransportKind.allCases)
    func pause(kind: TransportKind) async throws {
        let sizes = Journal<Int>()
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.pauseReceiving()
                exchange.receive { event in
                    switch event {
                    case .chunk(let chunk): sizes.note(chunk.readableBytes)
                    case .end: exchange.respond(ResponseHead(status: 200), body: ByteBuffer())
                    case .failed: break
                    }
                }
                exchange.eventLoop.scheduleTask(in: .milliseconds(60)) {
                    sizes.note(0)
                    exchange.resumeReceiving()
                }
            },
            { pair in
                let text = String(repeating: "a", count: Pair.bodyLimit)
                let response = try await pair.exchange(.post("/"), body: text).get()
                #expect(response.head.status == 200)
                #expect(sizes.entries.first == 0)
                #expect(sizes.entries.reduce(0, +) == Pair.bodyLimit)
            }
        )
    }

    @Test("a reset reaches the client with its meaning", arguments: TransportKind.allCases)
    func reset(kind: TransportKind) async throws {
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.reset(code: exchange.request.target == "/refuse" ? ErrorCode.refusedStream : 2)
            },
            { pair in
                #expect(await pair.exchange(.post("/refuse")) == .failure(.refused))
                #expect(await pair.exchange(.post("/fail")) == .failure(.canceled(code: 2)))
            }
        )
    }

    @Test("the end is told once: nil after a response, else why", arguments: TransportKind.allCases)
    func close(kind: TransportKind) async throws {
        let journal = Journal<String>()
        try await Pair.with(
            kind,
            serve: { exchange in
                exchange.onClose { journal.note("\(exchange.request.target) \($0.map { "\($0)" } ?? "complete")") }
                if exchange.request.target == "/answer" {
                    exchange.respond(ResponseHead(status: 204), body: ByteBuffer())
                }
            },
            { pair in
                _ = try await pair.exchange(RequestHead(method: "GET", target: "/answer")).get()
                #expect(try await journal.wait(for: 1) == ["/answer complete"])
                let exchange = try await pair.onLoop {
                    pair.client.send(.post("/leave"), body: nil, budget: nil) { _ in journal.note("unexpected event") }
                }
                try await Task.sleep(for: .milliseconds(50))
                try await pair.onLoop { exchange.cancel() }
                #expect(try await journal.wait(for: 2) == ["/answer complete", "/leave canceled(code: 8)"])
            }
        )
    }

    @Test(
        "who holds a body back, or asks for it too late, is still told that it will not come",
        arguments: TransportKind.allCases
    )
    func failureWhileHeldBack(kind: TransportKind) async throws {
        let journal = Journal<String>()
        try await Pair.with(
            kind,
            serve: { exchange in
                let note: @Sendable (BodyEvent) -> Void = { event in
                    if case .failed(let failure) = event { journal.note("\(failure)") }
                }
                if exchange.request.target == "/held" {
                    exchange.pauseReceiving()
                    exchange.receive(note)
                } else {
                    exchange.onClose { _ in exchange.receive(note) }
                }
                journal.note("open")
            },
            { pair in
                for (index, target) in ["/held", "/late"].enumerated() {
                    let exchange = try await pair.onLoop {
                        let exchange = pair.client.send(.post(target), body: nil, budget: nil) { _ in }
                        exchange.write(ByteBuffer(string: "some"))
                        return exchange
                    }
                    _ = try await journal.wait(for: 2 * index + 1)
                    try await pair.onLoop { exchange.cancel() }
                    #expect(try await journal.wait(for: 2 * index + 2).last == "canceled(code: 8)")
                }
            }
        )
    }

    @Test("more than may wait is refused to the writer, and the exchange fails", arguments: TransportKind.allCases)
    func overload(kind: TransportKind) async throws {
        let journal = Journal<String>()
        let limit = kind == .inMemory ? InMemoryLimits().waitingBytes : 16 << 20
        try await Pair.with(
            kind,
            serve: { exchange in exchange.pauseReceiving() },
            { pair in
                try await pair.onLoop {
                    let exchange = pair.client.send(.post("/"), body: nil, budget: nil) { event in
                        if case .failed(let failure) = event { journal.note("\(failure)") }
                    }
                    let chunk = ByteBuffer(repeating: 1, count: limit / 4)
                    var accepted = 0
                    while accepted < 8, exchange.write(chunk) { accepted += 1 }
                    journal.note("accepted fewer than 6: \(accepted < 6)")
                }
                let entries = try await journal.wait(for: 2)
                #expect(entries.contains("accepted fewer than 6: true"))
                #expect(entries.contains("overloaded"))
            }
        )
    }
}

extension RequestHead {
    static func post(_ target: String) -> RequestHead { RequestHead(method: "POST", target: target) }
}
