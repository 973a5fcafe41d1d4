import Messages
import NIOCore
import SwiftProtobuf
import Transport

/// A cloud tier that trains nothing: it answers orders of heads when its test says so; confined to the loop.
// Safe because a test and the network touch it on the loop only.
final class FakeTier: @unchecked Sendable {
    private(set) var orders: [(order: Rubato_V1_HeadOrder, exchange: any ServerExchange)] = []
    private(set) var canceled = 0

    func serve(_ exchange: any ServerExchange) {
        guard exchange.request.path == CallMethods.trainPath else { return exchange.reset(code: 2) }
        exchange.onClose { [self] failure in if failure != nil { canceled += 1 } }
        exchange.collectBody(limit: 1 << 16) { [self] body in
            guard case .success(let bytes) = body,
                let order = try? Rubato_V1_HeadOrder(serializedBytes: Array(bytes.readableBytesView))
            else { return exchange.reset(code: 2) }
            orders.append((order, exchange))
        }
    }

    /// Answers the last order.
    func deliver(status: Int = 200) {
        guard let (order, exchange) = orders.last else { return }
        var heads = Rubato_V1_SpecialHeads()
        heads.model = order.model
        heads.classes = order.classes
        heads.agreement = 0.9375
        let bytes: [UInt8] = (try? heads.serializedBytes()) ?? []
        exchange.respond(ResponseHead(status: status), body: ByteBuffer(bytes: bytes))
    }
}
