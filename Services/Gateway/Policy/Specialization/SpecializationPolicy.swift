package import Domain
import Heads
package import Kernel

/// Gives streams on which few classes dominate heads of their own, for as long as that lasts.
///
/// The gateway holds it because every answer of a stream passes there, whichever worker gave it. It watches each stream
/// with a ``SpecialistPolicy``; when that wants heads it orders them from the cloud tier, sends them to the worker that
/// the stream is promised on, and marks frames with them from a boundary on. A frame names its heads, so no batch is
/// torn: one whose heads are not at its worker is answered by the general model, and they are sent again. A share of
/// the frames is audited: it does not leave by the heads but goes on as far as spare time lets it, and what they would
/// have said is compared with full depth.
///
/// All of it is soft: a worker that forgets heads is sent them again, a cloud tier that does not answer costs nothing
/// but the heads, and without one no heads are ever ordered.
package struct SpecializationPolicy: Policy {
    package enum Event: Hashable, Sendable {
        case opened(StreamID, ModelID, classCount: Int, window: Duration)
        case closed(StreamID)
        /// A frame that may be answered by heads is about to be sent to that worker.
        case framed(JobID, StreamID, to: WorkerID)
        case answered(StreamID, FrameAnswer)
        /// The cloud tier has trained them; so often they agree with full depth, 0…1.
        case trained(HeadsID, agreement: Double)
        case trainingFailed(HeadsID)
        case shipped(HeadsID, to: WorkerID)
        case shippingFailed(HeadsID, to: WorkerID)
        case tierChanged(isThere: Bool)
    }

    package enum Action: Hashable, Sendable {
        case order(HeadsID, ModelID, classes: [Int])
        /// Nobody waits for them any more.
        case cancelOrder(HeadsID)
        case ship(HeadsID, to: WorkerID)
        case retire(HeadsID, from: WorkerID)
        /// Nobody will ask for them again.
        case forget(HeadsID)
        /// The frame may leave by the heads, or is to be compared with them.
        case mark(JobID, HeadsID, isAudited: Bool)
    }

    private struct Order {
        let stream: StreamID
        let classes: [Int]
    }

    private let settings: SpecializationSettings
    private let seed: UInt64
    private var streams: [StreamID: WatchedStream] = [:]
    private var orders: [HeadsID: Order] = [:]
    private var nextHeads: UInt64
    private var opened: UInt64 = 0
    private var tierIsThere = false
    package private(set) var counters = SpecializationCounters()

    /// - Parameters:
    ///   - settings: The bounds.
    ///   - firstHeads: The number before the first, apart from those of other gateways.
    ///   - seed: Draws the frames that are audited.
    package init(_ settings: SpecializationSettings, firstHeads: UInt64, seed: UInt64 = 1) {
        self.settings = settings
        self.seed = seed
        nextHeads = firstHeads
    }

    package func stream(_ id: StreamID) -> WatchedStream? { streams[id] }
    /// Streams that have heads at present.
    package var inForceCount: Int { streams.values.count { $0.inForce != nil } }
    package var watchedCount: Int { streams.count }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .opened(let id, let model, let classCount, let window):
            return open(id, model, classCount: classCount, window: window, at: now)
        case .closed(let id): return close(id)
        case .framed(let job, let id, let worker): return frame(job, id, worker, at: now)
        case .answered(let id, let answer): return note(answer, of: id, at: now)
        case .trained(let heads, let agreement): return take(heads, agreement, at: now)
        case .trainingFailed(let heads): return fail(heads, at: now)
        case .shipped(let heads, let worker): return settle(heads, worker, .there)
        case .shippingFailed(let heads, let worker):
            return settle(heads, worker, .refused(until: now + settings.shippingPause))
        case .tierChanged(let isThere):
            tierIsThere = isThere
            return []
        }
    }

    private mutating func open(
        _ id: StreamID,
        _ model: ModelID,
        classCount: Int,
        window: Duration,
        at now: Instant
    ) -> [Action] {
        guard streams[id] == nil, classCount > settings.detector.classLimit else { return [] }
        guard streams.count < settings.streams else {
            counters.unwatchedStreams += 1
            return []
        }
        opened += 1
        streams[id] = WatchedStream(
            model: model,
            window: window,
            detector: SpecialistPolicy(classCount: classCount, settings: settings.detector),
            generator: SeededGenerator(seed: seed &+ opened),
            nextBoundary: now
        )
        return []
    }

    private mutating func close(_ id: StreamID) -> [Action] {
        guard let stream = streams.removeValue(forKey: id) else { return [] }
        if stream.inForce != nil { counters.closed += 1 }
        return abandonment(of: stream) + withdrawal(of: stream)
    }

    private mutating func frame(_ job: JobID, _ id: StreamID, _ worker: WorkerID, at now: Instant) -> [Action] {
        guard let stream = streams[id] else { return [] }
        var actions: [Action] = []
        if now >= stream.nextBoundary {
            streams[id]?.nextBoundary = now + max(stream.window, settings.leastBoundary)
            actions = cross(id, at: now)
        }
        return actions + mark(job, id, worker, at: now)
    }

    private mutating func mark(_ job: JobID, _ id: StreamID, _ worker: WorkerID, at now: Instant) -> [Action] {
        guard var stream = streams[id], let heads = stream.inForce else { return [] }
        switch stream.places[worker] {
        case .there:
            let isAudited = Double.random(in: 0..<1, using: &stream.generator) < settings.auditShare
            streams[id] = stream
            return [.mark(job, heads, isAudited: isAudited)]
        case .onTheirWay: return []
        case .refused(let until) where now < until: return []
        case .refused, nil:
            let left = stream.places.keys.filter { $0 != worker }.sorted { $0.rawValue < $1.rawValue }
            let gone = left.prefix(max(0, left.count - settings.places + 1))
            for place in gone { stream.places[place] = nil }
            stream.places[worker] = .onTheirWay
            streams[id] = stream
            return gone.map { .retire(heads, from: $0) } + [.ship(heads, to: worker)]
        }
    }

    private mutating func note(_ answer: FrameAnswer, of id: StreamID, at now: Instant) -> [Action] {
        guard var stream = streams[id], tierIsThere || stream.inForce != nil else { return [] }
        _ = stream.detector.handle(.recognized(answer.classIndex), at: now)
        if let heads = answer.heads, heads == stream.inForce { note(answer, &stream, at: now) }
        streams[id] = stream
        return []
    }

    private mutating func note(_ answer: FrameAnswer, _ stream: inout WatchedStream, at now: Instant) {
        if answer.isMissing {
            counters.framesMissed += 1
            stream.places[answer.worker] = nil
            return
        }
        switch answer.audit {
        case .compared(let agrees):
            counters.audits += 1
            counters.disagreements += agrees ? 0 : 1
            stream.tally.audits += 1
            stream.tally.disagreements += agrees ? 0 : 1
            _ = stream.detector.handle(.audited(agrees: agrees), at: now)
        case .left:
            counters.audits += 1
            stream.tally.audits += 1
        case .cutShort: counters.auditsCutShort += 1
        case nil:
            counters.framesByHeads += answer.isByHeads ? 1 : 0
            counters.framesLeft += answer.isByHeads ? 0 : 1
            stream.tally.framesByHeads += answer.isByHeads ? 1 : 0
            stream.tally.framesLeft += answer.isByHeads ? 0 : 1
        }
    }

    private mutating func take(_ heads: HeadsID, _ agreement: Double, at now: Instant) -> [Action] {
        guard let order = orders.removeValue(forKey: heads), streams[order.stream]?.ordered == heads else {
            counters.trainingsWasted += 1
            return [.forget(heads)]
        }
        counters.trained += 1
        return perform(.trained(order.classes, agreement: agreement), on: order.stream, at: now)
    }

    private mutating func fail(_ heads: HeadsID, at now: Instant) -> [Action] {
        guard let order = orders.removeValue(forKey: heads) else { return [] }
        counters.trainingsFailed += 1
        guard streams[order.stream]?.ordered == heads else { return [] }
        streams[order.stream]?.ordered = nil
        return perform(.trainingFailed, on: order.stream, at: now)
    }

    private mutating func settle(_ heads: HeadsID, _ worker: WorkerID, _ place: WatchedStream.Place) -> [Action] {
        let isThere = place == .there
        counters.shipped += isThere ? 1 : 0
        counters.shippingsFailed += isThere ? 0 : 1
        guard let id = streams.first(where: { $0.value.inForce == heads })?.key,
            streams[id]?.places[worker] == .onTheirWay
        else { return isThere ? [.retire(heads, from: worker)] : [] }
        streams[id]?.places[worker] = place
        return []
    }
}

extension SpecializationPolicy {
    /// Between two windows: the only time at which a stream's heads change.
    private mutating func cross(_ id: StreamID, at now: Instant) -> [Action] {
        var actions = perform(.boundary, on: id, at: now)
        if let stream = streams[id], stream.ordered != nil, !stream.detector.awaitsHeads {
            streams[id]?.ordered = nil
            actions += abandonment(of: stream)
        }
        return actions
    }

    private mutating func perform(_ event: SpecialistPolicy.Event, on id: StreamID, at now: Instant) -> [Action] {
        guard let wanted = streams[id]?.detector.handle(event, at: now) else { return [] }
        return wanted.flatMap { perform($0, on: id, at: now) }
    }

    private mutating func perform(_ action: SpecialistPolicy.Action, on id: StreamID, at now: Instant) -> [Action] {
        switch action {
        case .train(let classes): return order(classes, for: id, at: now)
        case .install:
            counters.installed += 1
            let heads = streams[id]?.ordered
            streams[id]?.inForce = heads
            streams[id]?.ordered = nil
            streams[id]?.places = [:]
            return []
        case .withdraw(let reason):
            counters.contextsEnded += reason == .contextEnded ? 1 : 0
            counters.doubts += reason == .disagreement ? 1 : 0
            let actions = streams[id].map(withdrawal) ?? []
            streams[id]?.inForce = nil
            streams[id]?.places = [:]
            return actions
        }
    }

    private mutating func order(_ classes: [Int], for id: StreamID, at now: Instant) -> [Action] {
        guard let model = streams[id]?.model, tierIsThere, orders.count < settings.orders else {
            counters.ordersRefused += 1
            return perform(.trainingFailed, on: id, at: now)
        }
        nextHeads += 1
        let heads = HeadsID(nextHeads)
        counters.orders += 1
        orders[heads] = Order(stream: id, classes: classes)
        streams[id]?.ordered = heads
        return [.order(heads, model, classes: classes)]
    }

    /// Of heads that were ordered and will not come into force.
    private mutating func abandonment(of stream: WatchedStream) -> [Action] {
        guard let heads = stream.ordered else { return [] }
        counters.trainingsWasted += 1
        return orders.removeValue(forKey: heads) == nil ? [.forget(heads)] : [.cancelOrder(heads)]
    }

    /// Of heads that are in force no longer.
    private func withdrawal(of stream: WatchedStream) -> [Action] {
        guard let heads = stream.inForce else { return [] }
        let places = stream.places.filter { $0.value == .there }.keys.sorted { $0.rawValue < $1.rawValue }
        return places.map { .retire(heads, from: $0) } + [.forget(heads)]
    }
}
