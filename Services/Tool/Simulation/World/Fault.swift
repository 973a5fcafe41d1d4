/// What breaks, when, and for how long.
package struct Fault: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The worker in that place of the scenario loses all that it holds and comes back empty.
        case crash(worker: Int)
        /// Nothing passes the WAN.
        case outage
        /// The worker's stages take that many times as long.
        case slowdown(worker: Int, factor: Double)
    }

    package var kind: Kind
    package var at: Duration
    package var length: Duration

    package init(_ kind: Kind, at: Duration, length: Duration) {
        self.kind = kind
        self.at = at
        self.length = length
    }
}
