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
    ///   - threads: How many compute threads it has, each with kernels of its own; the first one's profile counts for all.
    package static func start(
        _ member: some ComputeMember,
        in context: MemberContext,
        load: LoadSettings,
        scheduler: PeerAddress,
        on host: ServiceHost,
        threads: Int = 1
    ) {
        host.routes.on("POST", CallMethods.executePath) { exchange, _ in
            member.assumeIsolated { $0.execute(exchange) }
        }
        let benches = (0..<threads).map { number in
            ComputeBench(
                name: number == 0 ? "compute" : "compute\(number)",
                eventLoop: host.eventLoop,
                time: host.time,
                idled: { context.stages.idled($0) },
                deliver: { outcomes in member.assumeIsolated { $0.receive(outcomes) } }
            )
        }
        host.onDrain { member.assumeIsolated { $0.drain() } }
        let loader = ModelLoader(load, time: host.time, logger: host.logger, metrics: host.metrics)
        prepare(benches[...], by: loader) { result in
            guard let peer = host.peers.peer(at: scheduler) else { return host.fail("no connection to \(scheduler)") }
            switch result {
            case .success(let models):
                member.assumeIsolated { $0.serve(models, on: benches.map(\.runner), over: peer.calls) }
            case .failure(let error): host.fail("\(error)")
            }
        }
    }

    /// Loads the models on one thread after the other, so that none disturbs what another measures; tells what the first found.
    private static func prepare(
        _ benches: ArraySlice<ComputeBench>,
        by loader: ModelLoader,
        completion: @escaping @Sendable (Result<[LoadedModel], any Error>) -> Void
    ) {
        guard let first = benches.first else { return }
        first.load(loader) { result in
            guard case .success(let models) = result, benches.count > 1 else { return completion(result) }
            prepare(benches.dropFirst(), by: loader) { completion($0.map { _ in models }) }
        }
    }
}
