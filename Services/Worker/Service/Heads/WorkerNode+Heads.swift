import Domain
import Kernel
import Logging
import Messages
import NIOCore
import ServiceKit
import Telemetry
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

    func updateHeads(_ update: Rubato_V1_HeadsUpdate) throws(Problem) {
        try shelf.update(update, models: servedModels, at: time.now)
        meters.heads.set(shelf.count)
    }

    private func refuseHeads(_ problem: Problem) {
        meters.headsRefused.with(problem.reason).increment()
        logger.warning("heads not taken", metadata: ["reason": "\(problem.reason)", "message": "\(problem.message)"])
    }

    /// Lets go the heads of models that are let go: no frame can use them, and gateways send them again.
    func dropHeads(of models: [ModelID]) {
        meters.headsDropped.increment(by: shelf.drop(models))
        meters.heads.set(shelf.count)
    }
}
