import SwiftProtobuf
import Transport

/// A caller's end of an open call, played by the test.
struct CallPlayer<Outgoing: SwiftProtobuf.Message, Incoming: SwiftProtobuf.Message> {
    let inbox = Inbox<Incoming>()
    private let world: World
    private let transport: InMemoryTransport
    private let sink: any MessageSink<Outgoing>

    init(_ world: World, _ method: Method<Outgoing, Incoming>, to calls: CallRouter) async throws {
        let transport = world.connect(to: calls)
        self.world = world
        self.transport = transport
        let receive = inbox.take
        sink = try await world.act { TypedCallClient(transport).bidirectional(method, receive: receive) }
    }

    func send(_ messages: Outgoing...) async throws {
        try await world.act { [sink] in
            for message in messages { sink.send(message) }
        }
    }

    func finish() async throws { try await world.act { [sink] in sink.finish(.ok) } }

    /// The process dies.
    func vanish() async throws { try await world.act { [transport] in transport.breakConnection() } }
}
