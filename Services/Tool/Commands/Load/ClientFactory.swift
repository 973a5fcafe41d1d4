import NIOCore
import Transport

/// Makes the clients that a run sends through.
struct ClientFactory {
    private let options: LoadCommand
    private let eventLoop: any EventLoop

    init(_ options: LoadCommand, eventLoop: any EventLoop) {
        self.options = options
        self.eventLoop = eventLoop
    }

    func clients() throws -> [any HTTPClient] {
        if options.usesHTTP1 {
            let count = options.connections ?? 64
            return [
                HTTP1Client(options.url, connections: count, waitingLimit: options.maxInFlight, eventLoop: eventLoop)
            ]
        }
        return try (0..<(options.connections ?? 2)).map { _ in try http2() }
    }

    private func http2() throws -> any HTTPClient {
        HTTP1Client(options.url, connections: 64, waitingLimit: options.maxInFlight, eventLoop: eventLoop)
    }
}
