import CloudPolicy
package import Kernel
import Messages
package import NIOCore
import SwiftProtobuf
package import Telemetry
package import Transport
import WorkerService

/// The open orders of heads: takes them in within the queue's bound, has them trained, answers.
// Safe because it is confined to the event loop of its exchanges.
package final class TrainingDesk: @unchecked Sendable {
    private struct Order {
        let exchange: any ServerExchange
        let message: Rubato_V1_HeadOrder
        var outcome: HeadMaker.Outcome?
    }

    /// How many orders may wait beside the one that is trained.
    package static let queueLimit = 4
    private static let byteLimit = 64 << 10

    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private let maker: HeadMaker
    private let pricePerMillisecond: Double
    private let meters: TrainingMeters
    /// How long the next message takes to cross the emulated WAN; `nil` if it is lost.
    private let way: @Sendable () -> Duration?
    private var queue = TrainingQueue(limit: TrainingDesk.queueLimit)
    private var orders: [UInt64: Order] = [:]
    private var count: UInt64 = 0
    private var runningNumber: UInt64?

    /// Makes a desk without orders.
    package init(
        maker: HeadMaker,
        eventLoop: any EventLoop,
        time: any TimeSource,
        metrics: MetricsRegistry,
        pricePerMillisecond: Double,
        way: @escaping @Sendable () -> Duration?
    ) {
        self.maker = maker
        self.eventLoop = eventLoop
        self.time = time
        self.pricePerMillisecond = pricePerMillisecond
        self.way = way
        meters = TrainingMeters(metrics)
    }

    /// Takes one order in, or answers why not; on the loop.
    package func take(_ exchange: any ServerExchange) {
        exchange.collectBody(limit: Self.byteLimit) { [self] body in
            guard case .success(let bytes) = body else { return }
            guard let order = try? Rubato_V1_HeadOrder(serializedBytes: Array(bytes.readableBytesView)) else {
                return exchange.respond(.malformed("body", "not an order of heads"))
            }
            guard let delay = way() else { return lose(exchange) }
            after(delay) { self.open(exchange, order) }
        }
    }

    private func lose(_ exchange: any ServerExchange) {
        meters.trainings.with("lost").increment()
        exchange.reset(code: 2)
    }

    private func open(_ exchange: any ServerExchange, _ order: Rubato_V1_HeadOrder) {
        count += 1
        let number = count
        orders[number] = Order(exchange: exchange, message: order)
        exchange.onClose { [self] failure in
            guard failure != nil, orders[number] != nil else { return }
            handle(.canceled(number))
            // What runs is forgotten when it ends.
            if orders[number]?.outcome == nil, !isRunning(number) { forget(number, "canceled") }
        }
        handle(.asked(number))
    }

    private func isRunning(_ number: UInt64) -> Bool { runningNumber == number }

    private func handle(_ event: TrainingQueue.Event) {
        for action in queue.handle(event, at: time.now) { perform(action) }
        meters.waiting.set(queue.waitingCount)
    }

    private func perform(_ action: TrainingQueue.Action) {
        switch action {
        case .begin(let number): begin(number)
        case .refuse(let number):
            let exchange = orders[number]?.exchange
            forget(number, "refused")
            let problem = Problem(status: 503, reason: "training_full", message: "as many orders wait as may")
            after(way() ?? .zero) { exchange?.respond(problem) }
        case .answer(let number): answer(number)
        case .discard(let number): forget(number, "canceled")
        }
    }

    private func begin(_ number: UInt64) {
        guard let order = orders[number]?.message else { return }
        runningNumber = number
        let (maker, eventLoop) = (maker, eventLoop)
        Task {
            let outcome = await maker.make(order)
            eventLoop.execute { self.end(number, outcome) }
        }
    }

    private func end(_ number: UInt64, _ outcome: HeadMaker.Outcome) {
        orders[number]?.outcome = outcome
        runningNumber = nil
        meters.seconds.add(outcome.duration.seconds)
        meters.cost.add(outcome.duration.milliseconds * pricePerMillisecond)
        handle(.ended(number))
    }

    private func answer(_ number: UInt64) {
        guard let order = orders[number], let outcome = order.outcome else { return }
        switch outcome.heads {
        case .success(var heads):
            heads.priceUsd = outcome.duration.milliseconds * pricePerMillisecond
            let answer = heads
            after(way() ?? .zero) { order.exchange.respond(200, answer) }
            forget(number, "trained")
        case .failure(let problem):
            after(way() ?? .zero) { order.exchange.respond(problem) }
            forget(number, problem.reason)
        }
    }

    private func forget(_ number: UInt64, _ outcome: String) {
        guard orders.removeValue(forKey: number) != nil else { return }
        meters.trainings.with(outcome).increment()
    }

    private func after(_ delay: Duration, _ body: @escaping @Sendable () -> Void) {
        guard delay > .zero else { return body() }
        eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) { () -> Void in body() }
    }
}
