import BudgetStore
import Foundation
import HTTP2
import NIOCore
import NIOPosix
import Transport

/// The accounts as a running admission controller has them.
enum BudgetPage {
    static func read(_ url: String) throws -> [BudgetRecord] {
        guard let address = ServerAddress(argument: url) else { throw ToolFailure.badData("'\(url)' is no address") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let configuration = ClientConfiguration(host: address.host, port: address.port)
        let client = try HTTP2Client(configuration: configuration, eventLoop: group.next())
        defer { client.eventLoop.execute { client.close() } }
        let page = try Caller(client: client, authority: address.authority).call("GET", "/v2/admission/budgets")
        guard page.status == 200 else {
            throw ToolFailure.unreachable("\(address.authority) tells no budgets; is it an admission controller?")
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode([BudgetRecord].self, from: Data(page.body))
        } catch {
            throw ToolFailure.unreachable("\(address.authority) tells budgets that cannot be read: \(error)")
        }
    }
}
