import Domain
import Messages
import Transport

/// A scheduler that tells one cluster view to whoever watches.
struct FakeScheduler: Sendable {
    private var calls = CallRouter()

    init(members: [Member]) {
        calls.registerBidirectional(CallMethods.watch) { sink, _ in
            { event in
                guard case .message = event else { return }
                var view = Rubato_V1_ClusterView()
                view.members = members.map(Rubato_V1_MemberInfo.init)
                sink.send(view)
            }
        }
    }

    func serve(_ exchange: any ServerExchange) { _ = calls.handle(exchange) }
}
