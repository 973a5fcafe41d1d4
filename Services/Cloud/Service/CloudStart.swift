import Inference
import Kernel
import Messages
package import ServiceKit
import Transport
package import WorkerService

/// Puts a cloud tier together on the host of its process.
package enum CloudStart {
    /// Starts to load and, once that is done, to serve.
    ///
    /// - Parameters:
    ///   - settings: Of the tier.
    ///   - load: Which models.
    ///   - scheduler: Where it listens.
    ///   - host: Serves health at once; its process ends if the models cannot be loaded.
    package static func start(
        _ settings: CloudSettings,
        load: LoadSettings,
        scheduler: PeerAddress,
        on host: ServiceHost
    ) {
        let stages = StageMeters(host.metrics, prefix: "rubato_cloud")
        let node = CloudNode(
            settings,
            eventLoop: host.eventLoop,
            time: host.time,
            logger: host.logger,
            readiness: host.readiness,
            metrics: host.metrics,
            stages: stages
        )
        host.routes.on("POST", CallMethods.executePath) { exchange, _ in
            node.assumeIsolated { $0.execute(exchange) }
        }
        let bench = ComputeBench(
            name: "compute",
            eventLoop: host.eventLoop,
            time: host.time,
            idled: { stages.idled($0) },
            deliver: { outcomes in node.assumeIsolated { $0.receive(outcomes) } }
        )
        host.onDrain { node.assumeIsolated { $0.drain() } }
        bench.load(ModelLoader(load, time: host.time, logger: host.logger)) { result in
            guard let peer = host.peers.peer(at: scheduler) else { return host.fail("no connection to \(scheduler)") }
            switch result {
            case .success(let models): node.assumeIsolated { $0.serve(models, on: bench.runner, over: peer.calls) }
            case .failure(let error): host.fail("\(error)")
            }
        }
    }
}
