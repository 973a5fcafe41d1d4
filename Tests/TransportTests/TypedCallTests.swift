import NIOCore
import SwiftProtobuf
import Testing
import Transport

@Suite("Every transport carries typed calls the same way", .timeLimit(.minutes(1)))
struct TypedCallTests {
    @Test("a unary call gets its answer", arguments: TransportKind.allCases)
    func unary(kind: TransportKind) async throws {
        var router = CallRouter()
        router.register(Calls.echo) { request, call in call.complete(.success(Calls.text("got " + request.value))) }
        try await Pair.with(kind, serve: router.serve) { pair in
            #expect(await pair.unary(Calls.echo, "hello") == .success("got hello"))
            #expect(await pair.unary(Calls.echo, "") == .success("got "))
            let long = String(repeating: "x", count: 300_000)
            #expect(await pair.unary(Calls.echo, long) == .success("got " + long))
        }
    }

    @Test("a status arrives with its message, whatever its letters", arguments: TransportKind.allCases)
    func status(kind: TransportKind) async throws {
        var router = CallRouter()
        let status = CallStatus(.notFound, "kein Modell „größer“ 100 %\n")
        router.register(Calls.fail) { _, call in call.complete(.failure(status)) }
        try await Pair.with(kind, serve: router.serve) { pair in
            #expect(await pair.unary(Calls.fail, "") == .failure(status))
            let missing = await pair.unary(Calls.missing, "")
            #expect(missing == .failure(CallStatus(.unimplemented, "no method /test.Service/Missing")))
        }
    }

    @Test("messages of an open call keep their order both ways", arguments: TransportKind.allCases)
    func bidirectional(kind: TransportKind) async throws {
        var router = CallRouter()
        router.registerBidirectional(Calls.chat) { sink, _ in
            { event in
                switch event {
                case .message(let message): sink.send(Calls.text("re " + message.value))
                case .ended(let status): sink.finish(status)
                }
            }
        }
        try await Pair.with(kind, serve: router.serve) { pair in
            let journal = Journal<String>()
            try await pair.onLoop {
                let sink = TypedCallClient(pair.client).bidirectional(Calls.chat) { journal.note($0.label) }
                for number in 0..<200 { sink.send(Calls.text("\(number)")) }
                sink.finish(.ok)
            }
            #expect(try await journal.wait(for: 201) == (0..<200).map { "re \($0)" } + ["ended ok"])
        }
    }

    @Test("a caller that gives up is noticed at once", arguments: TransportKind.allCases)
    func cancelUnary(kind: TransportKind) async throws {
        let journal = Journal<String>()
        var router = CallRouter()
        router.register(Calls.hang) { _, call in
            journal.note("called")
            call.onCancel { journal.note("canceled") }
        }
        try await Pair.with(kind, serve: router.serve) { pair in
            let call = try await pair.onLoop {
                TypedCallClient(pair.client).unary(Calls.hang, Calls.text(""), budget: nil) { _ in
                    journal.note("completed")
                }
            }
            _ = try await journal.wait(for: 1)
            try await pair.onLoop { call.cancel() }
            #expect(try await journal.wait(for: 2) == ["called", "canceled"])
        }
    }

    @Test("an open call ends for the other side when one side gives it up", arguments: TransportKind.allCases)
    func cancelBidirectional(kind: TransportKind) async throws {
        let journal = Journal<String>()
        var router = CallRouter()
        router.registerBidirectional(Calls.chat) { sink, _ in
            { event in
                journal.note("server " + event.label)
                if case .message(let message) = event, message.value == "reset me" { sink.cancel() }
            }
        }
        try await Pair.with(kind, serve: router.serve) { pair in
            let first = try await pair.open { journal.note("client " + $0.label) }
            try await pair.onLoop { _ = first.send(Calls.text("a")) }
            _ = try await journal.wait(for: 1)
            try await pair.onLoop { first.cancel() }
            #expect(
                try await journal.wait(for: 3).sorted() == [
                    "client ended canceled", "server a", "server ended canceled",
                ]
            )

            let second = try await pair.open { journal.note("client " + $0.label) }
            try await pair.onLoop { _ = second.send(Calls.text("reset me")) }
            let rest = try await journal.wait(for: 6).dropFirst(3)
            #expect(rest.sorted() == ["client ended canceled", "server ended canceled", "server reset me"])
        }
    }

    @Test("the budget crosses, never grows, and ends the call on both sides", arguments: TransportKind.allCases)
    func budget(kind: TransportKind) async throws {
        let journal = Journal<String>()
        let budgets = Journal<Duration?>()
        var router = CallRouter()
        router.register(Calls.hang) { _, call in
            budgets.note(call.context.budget)
            call.onCancel { journal.note("canceled") }
        }
        try await Pair.with(kind, serve: router.serve) { pair in
            let result = await pair.unary(Calls.hang, "", budget: .milliseconds(100))
            #expect(result == .failure(CallStatus(.deadlineExceeded, "the budget ran out")))
            #expect(try await journal.wait(for: 1) == ["canceled"])
            let budget = try #require(budgets.entries.first ?? nil)
            #expect(budget > .zero && budget <= .milliseconds(100))
        }
    }

    @Test("a message above the limit is refused on either side", arguments: TransportKind.allCases)
    func messageLimit(kind: TransportKind) async throws {
        var router = CallRouter(messageLimit: 1_000)
        router.register(Calls.echo) { request, call in call.complete(.success(request)) }
        try await Pair.with(kind, serve: router.serve) { pair in
            let text = String(repeating: "x", count: 2_000)
            guard case .failure(let status) = await pair.unary(Calls.echo, text) else {
                Issue.record("a message above the limit was accepted")
                return
            }
            #expect(status.code == .resourceExhausted)
            let short = String(repeating: "x", count: 500)
            guard case .failure(let own) = await pair.unary(Calls.echo, short, messageLimit: 100) else {
                Issue.record("an answer above the limit was accepted")
                return
            }
            #expect(own.code == .resourceExhausted)
        }
    }

    @Test("when the peer vanishes every open call ends as unavailable", arguments: TransportKind.allCases)
    func vanish(kind: TransportKind) async throws {
        let journal = Journal<String>()
        var router = CallRouter()
        router.registerBidirectional(Calls.chat) { _, _ in { journal.note("server " + $0.label) } }
        try await Pair.with(kind, serve: router.serve) { pair in
            let sink = try await pair.open { journal.note("client " + $0.label) }
            try await pair.onLoop { _ = sink.send(Calls.text("a")) }
            _ = try await journal.wait(for: 1)
            await pair.breakConnection()
            let entries = try await journal.wait(for: 3)
            #expect(entries.contains("client ended unavailable"))
            #expect(entries.contains("server ended unavailable"))
        }
    }
}

extension CallRouter {
    var serve: @Sendable (any ServerExchange) -> Void {
        { exchange in
            if !handle(exchange) { exchange.respond(ResponseHead(status: 404), body: ByteBuffer()) }
        }
    }
}

extension CallEvent<Calls.Text> {
    var label: String {
        switch self {
        case .message(let message): message.value
        case .ended(let status): "ended \(status.code)"
        }
    }
}

extension Pair {
    fileprivate func open(
        _ receive: @escaping @Sendable (CallEvent<Calls.Text>) -> Void
    ) async throws -> any MessageSink<Calls.Text> {
        try await onLoop { TypedCallClient(client).bidirectional(Calls.chat, receive: receive) }
    }
}
