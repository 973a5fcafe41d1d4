import Foundation
import HTTP2
import NIOCore
import Transport

/// Asks a worker again and again what it has measured of itself during a run.
final class WorkerWitness {
    private let caller: Caller
    private var pages: [MetricsPage]

    /// Reads the worker's counts so far.
    init(_ address: ServerAddress, eventLoop: any EventLoop) throws {
        let configuration = ClientConfiguration(host: address.host, port: address.port)
        let client = try HTTP2Client(configuration: configuration, eventLoop: eventLoop)
        caller = Caller(client: client, authority: address.authority)
        pages = [try Self.page(caller)]
    }

    /// Ends a moment of the run.
    func look() throws { pages.append(try Self.page(caller)) }

    /// What has come since the first look.
    func testimony() throws -> WorkerTestimony {
        let profile = try caller.call("GET", "/v2/profile")
        guard profile.status == 200 else {
            throw ToolFailure.unreachable("\(caller.authority) tells no profile; is it a worker?")
        }
        return WorkerTestimony(
            profile: String(decoding: profile.body, as: UTF8.self),
            pages: pages + [try Self.page(caller)]
        )
    }

    func close() { caller.client.eventLoop.execute { [caller] in caller.client.close() } }

    private static func page(_ caller: Caller) throws -> MetricsPage {
        MetricsPage(String(decoding: try caller.call("GET", "/metrics").body, as: UTF8.self))
    }
}
