import Messages
import NIOCore
import SwiftProtobuf
import Transport

/// The way of specialized heads to the worker.
extension WorkerNode {
    func takeHeads(_ exchange: any ServerExchange) {
        exchange.collectBody(limit: HeadShelf.byteLimit) { [weak self] body in
            guard case .success(let bytes) = body else { return }
            self?.assumeIsolated { $0.takeHeads(bytes, exchange) }
        }
    }

    private func takeHeads(_ body: ByteBuffer, _ exchange: any ServerExchange) {
        do throws(Problem) {
            guard let update = try? Rubato_V1_HeadsUpdate(serializedBytes: Array(body.readableBytesView)) else {
                throw Problem.malformed("body", "not an update of heads")
            }
            try updateHeads(update)
            exchange.respond(ResponseHead(status: 200), body: ByteBuffer())
        } catch {
            refuseHeads(error)
            exchange.respond(error)
        }
    }
}
