import Domain
package import Inference
package import Kernel
import Logging
package import NIOCore

/// A compute thread with a runner on it and its way back to the event loop.
package struct ComputeBench: Sendable {
    package let thread: ComputeThread
    package let runner: StageRunner
    private let eventLoop: any EventLoop

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: Of the thread.
    ///   - eventLoop: Gets the results.
    ///   - time: The clock of the results.
    ///   - idled: Told how long the thread had nothing to do.
    ///   - deliver: Takes results, on the loop.
    package init(
        name: String,
        eventLoop: any EventLoop,
        time: any TimeSource,
        idled: @escaping @Sendable (Duration) -> Void,
        deliver: @escaping @Sendable ([StageOutcome]) -> Void
    ) {
        self.eventLoop = eventLoop
        thread = ComputeThread(name: name, onStart: { Machine.yieldToLoops() })
        let outbox = OutcomeOutbox(eventLoop: eventLoop, deliver: deliver)
        runner = StageRunner(thread: thread, time: time, outbox: outbox, idled: idled)
    }

    /// Loads the models there, while the loop serves; the completion is called on the loop.
    package func load(
        _ loader: ModelLoader,
        completion: @escaping @Sendable (Result<[LoadedModel], any Error>) -> Void
    ) {
        let (runner, eventLoop) = (runner, eventLoop)
        Task(executorPreference: thread) {
            do {
                let models = try await runner.install { try loader.load() }
                eventLoop.execute { completion(.success(models)) }
            } catch {
                eventLoop.execute { completion(.failure(error)) }
            }
        }
    }
}
