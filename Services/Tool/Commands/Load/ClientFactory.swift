import HTTP2
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
        return try (0..<(options.connections ?? 8)).map { _ in try http2() }
    }

    /// A client of one connection: the run spreads its requests itself.
    private func http2() throws -> any HTTPClient {
        var configuration = ClientConfiguration(host: options.url.host, port: options.url.port)
        configuration.queuedRequests = options.maxInFlight
        if options.url.isSecure {
            configuration.tls = TLSConfiguration(
                trustFile: options.ca,
                verification: options.insecure ? .none : .required,
                applicationProtocols: ["h2"]
            )
        }
        do {
            return try HTTP2Client(configuration: configuration, eventLoop: eventLoop)
        } catch {
            throw ToolFailure.badData("TLS: \(error)")
        }
    }
}
