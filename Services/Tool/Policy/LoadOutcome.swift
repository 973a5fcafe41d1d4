/// What became of one request that was offered.
package enum LoadOutcome: Equatable, Sendable {
    /// An answer came, in time or not.
    case answered(LoadAnswer)
    /// The cluster made no promise and said why.
    case refused(reason: String, budget: String? = nil)
    /// An error came, the connection broke, or the generator's own bound was reached.
    case failed(reason: String)
    /// Nothing came until long after the deadline.
    case lost

    /// What an answered request has taken by the server's clock, if the answer told.
    package var serverTime: Duration? {
        guard case .answered(let answer) = self, let total = answer.legs.first(where: { $0.name == "total" }) else {
            return nil
        }
        return .microseconds(total.microseconds)
    }
}

/// What an answer said that a report counts.
package struct LoadAnswer: Equatable, Sendable {
    /// The exit it was read at, counted from 0.
    package var exit: Int?
    /// Whether its class is the label's; `nil` when the data has no labels.
    package var isCorrect: Bool?
    /// Whether the cloud tier gave it.
    package var isOffloaded = false
    /// Whether a worker gave it in place of the cloud tier.
    package var isFallback = false
    /// Whether it is that of a copy that was sent to the cloud tier.
    package var isHedge = false
    /// The step of the ladder that it was given at, such as `full`; `nil` if the answer does not tell.
    package var step: String?
    package var costUSD = 0.0
    /// Whether specialized heads gave it.
    package var isByHeads = false
    /// Whether it was run on at full depth to be compared with them.
    package var isAudited = false
    /// The device that gave it, if it is emulated: then its times are modeled.
    package var emulatedDevice: String?
    /// How much later than modeled its stages ended.
    package var emulationLagMicroseconds = 0
    package var modeledJoules = 0.0
    /// Where the server says the time went, by leg, in microseconds.
    package var legs: [ServerLeg] = []

    package init() {}
}

/// One leg of a request's way through the cluster and its length in microseconds.
package struct ServerLeg: Equatable, Sendable {
    package let name: String
    package let microseconds: UInt64

    package init(name: String, microseconds: UInt64) {
        self.name = name
        self.microseconds = microseconds
    }
}
