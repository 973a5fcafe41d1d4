/// How many resets a connection survives: a token bucket.
package struct ResetRate: Sendable, Equatable {
    package var burst: UInt64
    package var perSecond: UInt64

    package init(burst: UInt64, perSecond: UInt64) {
        self.burst = burst
        self.perSecond = perSecond
    }
}
