import Inference
import Messages
package import ServiceKit
import Telemetry
import Transport
import WorkerService

extension CloudNode {
    /// Lets the host take orders of specialized heads.
    ///
    /// - Parameters:
    ///   - host: Of this tier.
    ///   - models: The repository's folder.
    ///   - pricePerMillisecond: Of training, in US dollars.
    package nonisolated func serveTraining(on host: ServiceHost, models: String, pricePerMillisecond: Double) {
        let thread = ComputeThread(name: "training", onStart: { Background.enter() })
        let desk = TrainingDesk(
            maker: HeadMaker(thread: thread, models: models, time: host.time),
            eventLoop: host.eventLoop,
            time: host.time,
            metrics: host.metrics,
            pricePerMillisecond: pricePerMillisecond
        ) { [weak self] in self?.assumeIsolated { $0.trainingWay() } }
        host.routes.on("POST", CallMethods.trainPath) { exchange, _ in desk.take(exchange) }
    }
}
