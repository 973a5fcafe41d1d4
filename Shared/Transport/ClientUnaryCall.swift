import NIOCore
import SwiftProtobuf

/// Waits for the one message and the status of a call.
// Safe because an HTTP client calls, and is called, on its event loop only.
final class ClientUnaryCall<Reply: SwiftProtobuf.Message>: Cancelable, @unchecked Sendable {
    var exchange: (any ClientExchange)?
    private var framing: MessageFraming
    private var reply: ByteBuffer?
    private var early: CallStatus?
    private var completion: (@Sendable (Result<Reply, CallStatus>) -> Void)?

    init(messageLimit: Int, completion: @escaping @Sendable (Result<Reply, CallStatus>) -> Void) {
        framing = MessageFraming(limit: messageLimit)
        self.completion = completion
    }

    func cancel() {
        completion = nil
        exchange?.cancel()
        exchange = nil
    }

    func complete(_ result: Result<Reply, CallStatus>) {
        let completion = self.completion
        self.completion = nil
        exchange = nil
        completion?(result)
    }

    func receive(_ event: ResponseEvent) {
        switch event {
        case .head(let head):
            early = CallStatus(head.headers) ?? (head.status == 200 ? nil : CallStatus(httpStatus: head.status))
        case .chunk(let chunk): take(chunk)
        case .end(let trailers): end(trailers)
        case .failed(let failure): complete(.failure(CallStatus(failure)))
        }
    }

    private func take(_ chunk: ByteBuffer) {
        guard completion != nil, early == nil else { return }
        framing.append(chunk)
        do throws(CallStatus) {
            guard reply == nil else { throw CallStatus(.internal, "more than one message answers a unary call") }
            reply = try framing.next()
        } catch {
            let abandoned = exchange
            complete(.failure(error))
            abandoned?.cancel()
        }
    }

    private func end(_ trailers: HeaderList) {
        let status = early ?? CallStatus(trailers) ?? CallStatus(.unknown, "the response ended without a status")
        guard status.code == .ok else { return complete(.failure(status)) }
        guard let reply else { return complete(.failure(CallStatus(.internal, "the response has no message"))) }
        do {
            complete(.success(try MessageFraming.decode(reply)))
        } catch {
            complete(.failure(CallStatus(.internal, error.message)))
        }
    }
}
