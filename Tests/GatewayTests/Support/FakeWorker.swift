import Kernel
import Messages
import NIOCore
import SwiftProtobuf
import Transport

/// A worker that does what its test says; confined to the loop.
// Safe because a test and the network touch it on the loop only.
final class FakeWorker: @unchecked Sendable {
    enum Behavior {
        case answer(exit: UInt32)
        case silent
        case problem(status: Int, message: String)
    }

    var behavior: Behavior
    private(set) var received: [(head: RequestHead, body: ByteBuffer)] = []
    private(set) var canceled = 0
    /// What it was silent on.
    private var held: [any ServerExchange] = []
    private let name: String

    init(_ name: String, _ behavior: Behavior = .answer(exit: 1)) {
        self.name = name
        self.behavior = behavior
    }

    func serve(_ exchange: any ServerExchange) {
        exchange.onClose { [self] failure in if failure != nil { canceled += 1 } }
        exchange.collectBody(limit: 1 << 20) { [self] result in
            guard case .success(let body) = result else { return }
            received.append((exchange.request, body))
            react(exchange)
        }
    }

    private func react(_ exchange: any ServerExchange) {
        switch behavior {
        case .silent: held.append(exchange)
        case .answer(let exit): respond(exchange, 200, result(exit: exit, of: exchange))
        case .problem(let status, let message):
            var problem = Rubato_V1_Problem()
            problem.message = message
            respond(exchange, status, problem)
        }
    }

    /// Answers what it was silent on.
    func answerHeld(exit: UInt32) {
        for exchange in held { respond(exchange, 200, result(exit: exit, of: exchange)) }
        held = []
    }

    private func respond(_ exchange: any ServerExchange, _ status: Int, _ message: some SwiftProtobuf.Message) {
        let bytes: [UInt8] = (try? message.serializedBytes()) ?? []
        exchange.respond(ResponseHead(status: status), body: ByteBuffer(bytes: bytes))
    }

    /// The tasks that the job was for, unless the behavior leaves them out.
    var answersTasks = true

    private func tasks(of exchange: any ServerExchange) -> [Rubato_V1_TaskResult] {
        guard answersTasks, let text = exchange.request.headers[CallMethods.descriptorHeader],
            let bytes = Base64Decoding.bytes(of: text),
            let descriptor = try? Rubato_V1_JobDescriptor(serializedBytes: bytes)
        else { return [] }
        return descriptor.tasks.map { name in
            var task = Rubato_V1_TaskResult()
            task.name = name
            task.confidence = 0.375
            task.probabilities = [0.625, 0.375]
            task.expectedAccuracy = 0.9
            return task
        }
    }

    private func result(exit: UInt32, of exchange: any ServerExchange) -> Rubato_V1_JobResult {
        var result = Rubato_V1_JobResult()
        result.exit = exit
        result.confidence = 0.5
        result.probabilities = [0.25, 0.5, 0.25]
        result.expectedAccuracy = 0.8
        result.executionUs = 1_500
        result.queueUs = 200
        result.batchSize = 1
        result.member = name
        result.tasks = tasks(of: exchange)
        return result
    }
}
