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
        meter = FrameMeter(period: request.period)
    }

    /// Counts a frame and gives the promise that covers it, if one does.
    mutating func takeFrame(at now: Instant) -> StreamPromise? {
        lastUse = now
        tally.frames += 1
        let isWithinNumber = tally.frames - tally.excess <= request.frames ?? .max
        if case .open(let promise) = state, isWithinNumber, meter.conforms(at: now) { return promise }
        tally.excess += 1
        return nil
    }

    func isIdle(at now: Instant, limit: Duration) -> Bool {
        now - lastUse >= max(limit, request.period * 4)
    }
}
