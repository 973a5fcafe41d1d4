import Domain
import GatewayPolicy
import Kernel
import Logging
import Messages
import NIOCore
import ServiceKit
import SwiftProtobuf
import Transport

/// Heads for streams on which few classes dominate: ordered from the cloud tier, sent to workers, named by frames.
extension Gateway {
    /// Heads on 30,000 features have less.
    private static let headsByteLimit = 4 << 20
    /// Training takes seconds; what takes longer than this has most likely lost its context anyway.
    private static let orderBudget = Duration.seconds(120)
    private static let shippingBudget = Duration.seconds(5)

    /// Applies an event and performs what follows.
    func specialize(_ event: SpecializationPolicy.Event) {
        guard configuration.specializes else { return }
        for action in specialization.handle(event, at: time.now) { perform(action) }
        meters.specialists.publish(specialization)
    }

    /// A frame is about to be sent under its stream's promise; heads are on the model itself, and on no variant of it.
    func mark(_ job: JobID, _ slot: JobSlot, _ leg: Leg) {
        slot.special = nil
        guard leg.terms == .stream, leg.variant == nil, let stream = leg.stream, slot.request.infer.tasks.isEmpty else {
            return
        }
        specialize(.framed(job, stream, to: leg.worker))
    }

    /// A frame of a stream is answered, under its promise or not.
    func note(_ result: Rubato_V1_JobResult, of slot: JobSlot, _ leg: Leg) {
        guard let stream = slot.request.stream, slot.request.infer.wantsOwnTask else { return }
        let special = leg.isSecondWay ? nil : slot.special
        specialize(.answered(stream, FrameAnswer(result, special, from: leg.worker, of: slot.request.model)))
    }

    /// A stream that must go deeper than the first exit, or to the last, cannot leave by heads.
    func watch(_ id: StreamID, _ promise: StreamPromise) {
        guard let request = policy.stream(id)?.request, request.maySpecialize, promise.rule.mandatoryExit == 0,
            promise.rule.threshold <= 1,
            let model = catalog.model(request.model)
        else { return }
        specialize(.opened(id, model.id, classCount: model.classes.count, window: promise.window))
    }

    /// The names of the classes of the heads that gave the answer; `nil` if the general model did.
    func specialist(of slot: JobSlot, _ result: Rubato_V1_JobResult) -> String? {
        guard result.heads.answered, let special = slot.special, let heads = heads[special.heads] else { return nil }
        let names = slot.request.model.classes
        return heads.classes.map { names[Int($0)] }.joined(separator: ", ")
    }

    private func perform(_ action: SpecializationPolicy.Action) {
        switch action {
        case .order(let id, let model, let classes): order(id, model, classes)
        case .cancelOrder(let id): orders.removeValue(forKey: id)?.cancel()
        case .ship(let id, let worker): ship(id, to: worker)
        case .retire(let id, let worker): retire(id, from: worker)
        case .forget(let id): heads[id] = nil
        case .mark(let job, let id, let isAudited): slots[job]?.special = (id, isAudited)
        }
    }

    private func order(_ id: HeadsID, _ model: ModelID, _ classes: [Int]) {
        var message = Rubato_V1_HeadOrder()
        message.model = Rubato_V1_ModelKey(model)
        message.classes = classes.map { UInt32($0) }
        let tiers = catalog.members.values.filter { $0.kind == .cloud && $0.models.contains { $0.id == model } }
        guard let tier = tiers.min(by: { $0.id < $1.id }), let client = client(of: tier.id) else {
            return specialize(.trainingFailed(id))
        }
        log.info("heads are ordered", metadata: ["heads": "\(id.rawValue)", "classes": "\(classes)"])
        orders[id] = send(message, to: client, at: CallMethods.trainPath, budget: Self.orderBudget) { gateway, result in
            gateway.orders[id] = nil
            gateway.hear(result, of: id, for: model, classes)
        }
    }

    private func hear(
        _ result: Result<Response, ExchangeFailure>,
        of id: HeadsID,
        for model: ModelID,
        _ classes: [Int]
    ) {
        guard case .success(let response) = result, response.head.status == 200,
            var trained = try? Rubato_V1_SpecialHeads(serializedBytes: Array(response.body.readableBytesView)),
            trained.model.domain == model, trained.classes == classes.map({ UInt32($0) }),
            (0...1).contains(trained.agreement)
        else {
            log.warning("heads were not trained", metadata: ["heads": "\(id.rawValue)", "reason": "\(reason(result))"])
            return specialize(.trainingFailed(id))
        }
        trained.id = id.rawValue
        heads[id] = trained
        let metadata: Logger.Metadata = [
            "heads": "\(id.rawValue)", "training_us": "\(trained.trainingUs)", "threshold": "\(trained.threshold)",
            "accuracy": "\(trained.accuracy)", "agreement": "\(trained.agreement)",
        ]
        log.info("heads are trained", metadata: metadata)
        specialize(.trained(id, agreement: Double(trained.agreement)))
    }

    private func ship(_ id: HeadsID, to worker: WorkerID) {
        guard let trained = heads[id], let client = client(of: worker) else {
            return specialize(.shippingFailed(id, to: worker))
        }
        var update = Rubato_V1_HeadsUpdate()
        update.install = trained
        let path = CallMethods.headsPath
        _ = send(update, to: client, at: path, budget: Self.shippingBudget) { gateway, result in
            if case .success(let response) = result, response.head.status == 200 {
                return gateway.specialize(.shipped(id, to: worker))
            }
            gateway.log.warning("heads were not taken", metadata: ["reason": "\(gateway.reason(result))"])
            gateway.specialize(.shippingFailed(id, to: worker))
        }
    }

    /// A worker that does not hear of it forgets the heads when others need the room.
    private func retire(_ id: HeadsID, from worker: WorkerID) {
        guard let client = client(of: worker) else { return }
        var update = Rubato_V1_HeadsUpdate()
        update.retired = [id.rawValue]
        _ = send(update, to: client, at: CallMethods.headsPath, budget: Self.shippingBudget) { _, _ in }
    }

    private func send(
        _ message: some SwiftProtobuf.Message,
        to client: any HTTPClient,
        at path: String,
        budget: Duration,
        completion: @escaping @Sendable (isolated Gateway, Result<Response, ExchangeFailure>) -> Void
    ) -> any ClientExchange {
        // Serializing fails only for required fields of proto2 and for messages of 2 GiB, neither of which is sent.
        let bytes: [UInt8] = (try? message.serializedBytes()) ?? []
        let head = RequestHead(method: "POST", target: path)
        let body = ByteBuffer(bytes: bytes)
        return client.exchange(head, body: body, budget: budget, limit: Self.headsByteLimit) { [weak self] result in
            self?.assumeIsolated { completion($0, result) }
        }
    }

    private func reason(_ result: Result<Response, ExchangeFailure>) -> String {
        switch result {
        case .success(let response):
            let problem = try? Rubato_V1_Problem(serializedBytes: Array(response.body.readableBytesView))
            return problem.map { "\($0.reason): \($0.message)" } ?? "status \(response.head.status)"
        case .failure(let failure): return "\(failure)"
        }
    }
}
