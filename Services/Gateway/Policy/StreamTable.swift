import Domain
import Kernel

/// The streams, their promises and what has become of their frames.
struct StreamTable: Sendable {
    typealias Action = GatewayPolicy.Action

    /// How often streams are looked over for those that nobody uses; coarse, since nothing urgent hangs on it.
    private static let checkInterval = Duration.milliseconds(500)
    /// The least pause before a lost promise is asked for again.
    private static let renewalPause = Duration.seconds(1)

    private let limits: GatewayLimits
    private var streams: [StreamID: OpenStream] = [:]
    private(set) var nextCheck: Instant?
    private(set) var excessFrames = 0

    init(limits: GatewayLimits) {
        self.limits = limits
    }

    var count: Int { streams.count }

    /// In alphabetical order, so that whatever is done for all is done in a defined one.
    var ids: [StreamID] { streams.keys.sorted { $0.rawValue < $1.rawValue } }

    subscript(_ id: StreamID) -> OpenStream? { streams[id] }

    mutating func ask(_ id: StreamID, _ request: StreamRequest, at now: Instant) -> [Action] {
        // Admission must count on what the meter will let pass.
        var metered = request
        metered.jitter = request.jitter ?? FrameMeter.usualTolerance(period: request.period)
        streams[id] = OpenStream(metered, at: now)
        if nextCheck == nil { nextCheck = now + Self.checkInterval }
        return [.askStream(id, metered)]
    }

    mutating func decide(_ id: StreamID, _ verdict: StreamVerdict, at now: Instant) -> [Action] {
        guard let stream = streams[id] else {
            // Given up before the verdict came; the promise must not stay behind.
            if case .promise = verdict { return [.closeStream(id)] }
            return []
        }
        switch (stream.state, verdict) {
        case (.asking, .promise(let promise)):
            streams[id]?.state = .open(promise)
            streams[id]?.lastUse = now
            return [.openStream(id, promise)]
        case (.asking, .refuse(let refusal)):
            streams[id] = nil
            return [.rejectStream(id, .refused(refusal))]
        case (.renewing, .promise(let promise)), (.open, .promise(let promise)), (.suspended, .promise(let promise)):
            streams[id]?.state = .open(promise)
            return []
        case (.renewing, .refuse(let refusal)), (.open, .refuse(let refusal)), (.suspended, .refuse(let refusal)):
            let pause = max(refusal.retryAfter ?? .zero, Self.renewalPause)
            streams[id]?.state = .suspended(until: now + pause)
            return []
        }
    }

    mutating func revoke(_ id: StreamID, at now: Instant) -> [Action] {
        guard let stream = streams[id], case .open = stream.state else { return [] }
        streams[id]?.state = .renewing
        return [.askStream(id, stream.request)]
    }

    mutating func close(_ id: StreamID) -> [Action] {
        streams.removeValue(forKey: id) == nil ? [] : [.closeStream(id)]
    }

    /// Counts a frame in; one of a stream that has ended meanwhile is covered by nothing.
    mutating func takeFrame(of id: StreamID, at now: Instant) -> FrameCoverage {
        let coverage = streams[id]?.takeFrame(at: now) ?? .nothing
        if coverage == .excess { excessFrames += 1 }
        return coverage
    }

    mutating func countAnswer(of id: StreamID?, inTime: Bool) {
        guard let id else { return }
        if inTime { streams[id]?.tally.inTime += 1 } else { streams[id]?.tally.late += 1 }
    }

    mutating func countFailure(of id: StreamID?) {
        if let id { streams[id]?.tally.failed += 1 }
    }

    /// What a new admission must be told.
    var leases: [Action] {
        ids.compactMap { id in
            guard let stream = streams[id], case .open(let promise) = stream.state else { return nil }
            return .renewLease(id, stream.request, promise)
        }
    }

    mutating func loseAdmission(at now: Instant) -> [Action] {
        var actions: [Action] = []
        for id in ids {
            switch streams[id]?.state {
            case .asking:
                streams[id] = nil
                actions.append(.rejectStream(id, .admissionUnavailable))
            case .renewing: streams[id]?.state = .suspended(until: now)
            case .open, .suspended, nil: break
            }
        }
        return actions
    }

    /// Ends streams that nobody uses or decides, and asks again for lost promises.
    mutating func check(at now: Instant, admissionIsReachable: Bool) -> [Action] {
        guard let due = nextCheck, due <= now else { return [] }
        let actions = ids.flatMap { check($0, at: now, admissionIsReachable: admissionIsReachable) }
        nextCheck = streams.isEmpty ? nil : now + Self.checkInterval
        return actions
    }

    private mutating func check(_ id: StreamID, at now: Instant, admissionIsReachable: Bool) -> [Action] {
        guard let stream = streams[id] else { return [] }
        switch stream.state {
        case .asking(let since) where now - since >= limits.streamPatience:
            return [.rejectStream(id, .admissionUnavailable)] + close(id)
        case .open where stream.isIdle(at: now, limit: limits.streamIdle),
            .suspended where stream.isIdle(at: now, limit: limits.streamIdle),
            .renewing where stream.isIdle(at: now, limit: limits.streamIdle):
            return close(id)
        case .suspended(let until) where until <= now && admissionIsReachable:
            streams[id]?.state = .renewing
            return [.askStream(id, stream.request)]
        case .asking, .open, .renewing, .suspended:
            return []
        }
    }
}
