import Inference
import Kernel
import Messages
package import ServiceKit
import Transport

/// Puts a member that runs models together on the host of its process.
package enum MemberStart {
    /// Starts to load and, once that is done, to serve.
    ///
    /// - Parameters:
    ///   - member: Made of the context.
    ///   - context: Of the host.
    ///   - load: Which models.
    ///   - scheduler: Where it listens.
    ///   - host: Serves health at once; its process ends if the models cannot be loaded.
    package static func start(
        _ member: some ComputeMember,
        in context: MemberContext,
        load: LoadSettings,
        scheduler: PeerAddress,
        on host: ServiceHost
    ) {
        host.routes.on("POST", CallMethods.executePath) { exchange, _ in
            member.assumeIsolated { $0.execute(exchange) }
        }
        let bench = ComputeBench(
            name: "compute",
            eventLoop: host.eventLoop,
            time: host.time,
            idled: { context.stages.idled($0) },
            deliver: { outcomes in member.assumeIsolated { $0.receive(outcomes) } }
        )
        host.onDrain { member.assumeIsolated { $0.drain() } }
        bench.load(ModelLoader(load, time: host.time, logger: host.logger, metrics: host.metrics)) { result in
            guard let peer = host.peers.peer(at: scheduler) else { return host.fail("no connection to \(scheduler)") }
            switch result {
            case .success(let models): member.assumeIsolated { $0.serve(models, on: bench.runner, over: peer.calls) }
            case .failure(let error): host.fail("\(error)")
            }
        }
    }
}
