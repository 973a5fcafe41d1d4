import Kernel
import NIOCore

/// One exchange, as both of its sides see it.
///
/// A side acts by posting what the other side will find when the loop comes to it, so effects keep their order and
/// nobody is called back while it calls.
// Safe because both exchanges assert the event loop before they come here.
final class InMemoryLink: @unchecked Sendable {
    let eventLoop: any EventLoop
    let request: RequestHead
    private let limits: InMemoryLimits
    private var receive: (@Sendable (ResponseEvent) -> Void)?
    private var server: InMemoryServerExchange?
    private var alarm: Scheduled<Void>?
    private var closedHandler: (() -> Void)?
    private var upload: InMemoryFlow
    private var download: InMemoryFlow
    private(set) var isClosed = false

    init(
        _ request: RequestHead,
        limits: InMemoryLimits,
        eventLoop: any EventLoop,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) {
        self.request = request
        self.limits = limits
        self.eventLoop = eventLoop
        self.receive = receive
        upload = InMemoryFlow(limits: limits)
        download = InMemoryFlow(limits: limits)
    }

    func post(_ action: @escaping @Sendable (InMemoryLink) -> Void) {
        eventLoop.execute { action(self) }
    }

    func whenClosed(_ handler: @escaping () -> Void) { closedHandler = handler }

    func limit(to budget: Duration) {
        alarm = eventLoop.scheduleTask(in: .nanoseconds(budget.nanoseconds)) { self.fail(.deadlineExceeded) }
    }

    func open(serve: @escaping @Sendable (any ServerExchange) -> Void) {
        post { link in
            guard !link.isClosed else { return }
            let server = InMemoryServerExchange(link)
            link.server = server
            serve(server)
        }
    }

    // MARK: client to server

    func clientWrites(_ chunk: ByteBuffer) -> Bool {
        guard !isClosed, upload.canSend else { return false }
        switch upload.add(chunk.readableBytes) {
        case .accepted: post { $0.server?.deliver(.chunk(chunk)) }
        case .overloaded:
            post { $0.fail(.overloaded) }
            return false
        case .tooLarge:
            post { $0.server?.deliver(.failed(.tooLarge(limit: $0.limits.bodyBytes))) }
        case .ignored: break
        }
        return true
    }

    func clientFinishes() {
        guard !isClosed, upload.canSend else { return }
        upload.canSend = false
        post { $0.server?.deliver(.end(trailers: [:])) }
    }

    func clientCancels() {
        guard !isClosed else { return }
        receive = nil
        post { $0.close(client: nil, server: .canceled(code: ErrorCode.cancel)) }
    }

    func serverConsumed(_ count: Int) { upload.remove(count) }

    // MARK: server to client

    func serverSends(_ event: ResponseEvent) -> Bool {
        guard !isClosed, download.canSend else { return false }
        if case .chunk(let chunk) = event {
            switch download.add(chunk.readableBytes) {
            case .accepted, .ignored: break
            case .overloaded:
                serverResets(code: ErrorCode.enhanceYourCalm)
                return false
            case .tooLarge:
                download.canSend = false
                post {
                    $0.close(client: .tooLarge(limit: $0.limits.bodyBytes), server: .canceled(code: ErrorCode.cancel))
                }
                return true
            }
        }
        post { $0.deliver(event) }
        return true
    }

    func serverFinishes(trailers: HeaderList) {
        guard serverSends(.end(trailers: trailers)) else { return }
        download.canSend = false
        post { $0.close(client: nil, server: nil) }
    }

    func serverResets(code: UInt32) {
        guard !isClosed, download.canSend else { return }
        download.canSend = false
        let failure = ExchangeFailure(resetCode: code)
        post { $0.close(client: failure, server: failure) }
    }

    /// Ends both sides with the same reason.
    func fail(_ failure: ExchangeFailure) {
        let isCanceled = failure == .deadlineExceeded || failure == .overloaded
        close(client: failure, server: isCanceled ? .canceled(code: ErrorCode.cancel) : failure)
    }

    private func deliver(_ event: ResponseEvent) {
        guard !isClosed else { return }
        if case .chunk(let chunk) = event { download.remove(chunk.readableBytes) }
        receive?(event)
    }

    private func close(client: ExchangeFailure?, server failure: ExchangeFailure?) {
        guard !isClosed else { return }
        isClosed = true
        alarm?.cancel()
        closedHandler?()
        let receive = self.receive
        let server = self.server
        self.receive = nil
        self.server = nil
        if let client { receive?(.failed(client)) }
        server?.close(failure)
    }
}
