import NIOCore
import SwiftProtobuf

/// Takes one message out of an exchange, and the answer back to it.
// Safe because an exchange calls, and is called, on its event loop only.
final class ServerUnaryCall<Request: SwiftProtobuf.Message, Reply: SwiftProtobuf.Message>: UnaryCall,
    @unchecked Sendable
{
    private enum State {
        /// From the start until the body has ended in order; leads to `waiting` or `done`.
        case receiving
        /// The handler has the message and has not answered; leads to `done`.
        case waiting
        /// Answered, or given up by the caller.
        case done
    }

    let context: CallContext
    private let exchange: any ServerExchange
    private let handler: @Sendable (Request, any UnaryCall<Reply>) -> Void
    private var framing: MessageFraming
    private var message: ByteBuffer?
    private var state = State.receiving
    private var cancelHandler: (@Sendable () -> Void)?

    init(
        _ exchange: any ServerExchange,
        context: CallContext,
        messageLimit: Int,
        handler: @escaping @Sendable (Request, any UnaryCall<Reply>) -> Void
    ) {
        self.exchange = exchange
        self.context = context
        self.handler = handler
        framing = MessageFraming(limit: messageLimit)
    }

    func open() {
        exchange.receive { event in self.receive(event) }
        exchange.onClose { failure in
            if failure != nil { self.cancel() }
        }
    }

    func complete(_ result: Result<Reply, CallStatus>) {
        context.eventLoop.preconditionInEventLoop()
        guard state == .waiting else { return }
        state = .done
        cancelHandler = nil
        do {
            let frame = try MessageFraming.encode(try result.get())
            exchange.start(.typedCall)
            guard exchange.write(frame) else { return }
            exchange.finish(trailers: CallStatus.ok.fields)
        } catch {
            exchange.end(with: error)
        }
    }

    func onCancel(_ handler: @escaping @Sendable () -> Void) {
        context.eventLoop.preconditionInEventLoop()
        if state == .waiting { cancelHandler = handler }
    }

    private func receive(_ event: BodyEvent) {
        guard state == .receiving else { return }
        switch event {
        case .chunk(let chunk): take(chunk)
        case .end: deliver()
        case .failed(let failure): fail(CallStatus(failure))
        }
    }

    private func take(_ chunk: ByteBuffer) {
        framing.append(chunk)
        do {
            if message == nil { message = try framing.next() }
            if message != nil, framing.isInsideMessage {
                fail(CallStatus(.unimplemented, "more than one message in a unary call"))
            }
        } catch {
            fail(error)
        }
    }

    private func deliver() {
        guard let message, !framing.isInsideMessage else {
            return fail(CallStatus(.unimplemented, "the call ended without a whole message"))
        }
        do {
            let request: Request = try MessageFraming.decode(message)
            self.message = nil
            state = .waiting
            handler(request, self)
        } catch {
            fail(error)
        }
    }

    private func fail(_ status: CallStatus) {
        state = .done
        exchange.end(with: status)
    }

    private func cancel() {
        let handler = cancelHandler
        state = .done
        cancelHandler = nil
        handler?()
    }
}
