package import Domain
package import Kernel

/// A stream from its wish to its end.
package struct OpenStream: Sendable {
    package enum State: Hashable, Sendable {
        /// The client waits for the first verdict; leads to `open` or the end.
        case asking(since: Instant)
        /// Frames go straight to the promised worker; leads to `renewing` when the promise is revoked.
        case open(StreamPromise)
        /// The promise is gone and a new one asked for; leads to `open` or `suspended`. Frames ask one by one.
        case renewing
        /// No new promise yet; leads to `renewing` at that instant. Frames ask one by one.
        case suspended(until: Instant)
    }

    package let request: StreamRequest
    package internal(set) var state: State
    package internal(set) var tally = StreamTally()
    var lastUse: Instant
    private var meter: FrameMeter

    init(_ request: StreamRequest, at now: Instant) {
        self.request = request
        state = .asking(since: now)
        lastUse = now
        let tolerance = request.jitter ?? FrameMeter.usualTolerance(period: request.period)
        meter = FrameMeter(period: request.period, tolerance: tolerance)
    }

    /// Counts a frame and says what covers it.
    mutating func takeFrame(at now: Instant) -> FrameCoverage {
        lastUse = now
        tally.frames += 1
        guard case .open(let promise) = state else {
            tally.uncovered += 1
            return .nothing
        }
        let isWithinNumber = tally.frames - tally.excess <= request.frames ?? .max
        if isWithinNumber, meter.conforms(at: now) { return .promise(promise) }
        tally.excess += 1
        return .excess
    }

    func isIdle(at now: Instant, limit: Duration) -> Bool {
        now - lastUse >= max(limit, request.period * 4)
    }
}
