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
    /// Of every answer.
    var probabilities: [Float] = [0.25, 0.5, 0.25]
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
            guard exchange.request.path != CallMethods.headsPath else { return shelve(body, exchange) }
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

    /// Numbers of the specialized heads that are here.
    var shelf: Set<UInt64> = []
    /// The class that they say of every frame.
    var claim: UInt32 = 0

    private func shelve(_ body: ByteBuffer, _ exchange: any ServerExchange) {
        guard let update = try? Rubato_V1_HeadsUpdate(serializedBytes: Array(body.readableBytesView)) else {
            return exchange.reset(code: 2)
        }
        shelf.subtract(update.retired)
        if update.hasInstall { shelf.insert(update.install.id) }
        exchange.respond(ResponseHead(status: 200), body: ByteBuffer())
    }

    private func note(for descriptor: Rubato_V1_JobDescriptor, in result: inout Rubato_V1_JobResult) {
        guard descriptor.heads != 0 else { return }
        guard shelf.contains(descriptor.heads) else { return result.heads.missing = true }
        result.heads.claim = claim
        result.heads.answered = !descriptor.isAudited
        result.exit = descriptor.isAudited ? 2 : 0
    }

    private func descriptor(of exchange: any ServerExchange) -> Rubato_V1_JobDescriptor? {
        exchange.request.headers[CallMethods.descriptorHeader].flatMap(Base64Decoding.bytes)
            .flatMap { try? Rubato_V1_JobDescriptor(serializedBytes: $0) }
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
        guard answersTasks, let descriptor = descriptor(of: exchange) else { return [] }
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
        result.probabilities = probabilities
        result.expectedAccuracy = 0.8
        result.executionUs = 1_500
        result.queueUs = 200
        result.batchSize = 1
        result.member = name
        result.tasks = tasks(of: exchange)
        if let descriptor = descriptor(of: exchange) { note(for: descriptor, in: &result) }
        return result
    }
}
