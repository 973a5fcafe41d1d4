package import Domain
import GatewayPolicy

/// One simulated job from its arrival to its end; instants in nanoseconds since the simulation's beginning.
package struct JobRecord: Sendable {
    package enum Ending: String, Sendable, CaseIterable {
        /// Not over yet.
        case open
        case answered
        case refused
        /// Taken, but no usable answer was there in time.
        case dropped
        /// It went down with a worker or with the WAN.
        case lost
    }

    /// What admission said.
    package enum Standing: String, Sendable {
        case undecided
        case promised
        case bestEffort = "best_effort"
        case offloaded
        case refused
    }

    package let source: Int
    package let flow: Int
    package let model: Int
    package let sample: Int
    package let arrival: Int64
    /// When the answer must be at the device.
    package let deadline: Int64
    package internal(set) var standing = Standing.undecided
    package internal(set) var ending = Ending.open
    /// The place of its worker, -1 for none or the cloud.
    package internal(set) var worker = -1
    package internal(set) var rule: ExitRule
    /// The exit of the answer, -1 without one.
    package internal(set) var exit = -1
    /// When the device knew.
    package internal(set) var end: Int64 = 0

    // What the worker knows.
    var stagesDone = 0
    var isHeld = false
    /// The segment that it is in, 0 for none.
    var batch: UInt64 = 0
    var tries = 0

    var edge = EdgeWay()
    var tier = TierWay()
    /// What it has told of what admission's last verdict paid for.
    var paid = PaidUse()
    /// What it has used.
    var joules = 0.0
    var dollars = 0.0

    init(source: Int, flow: Int, model: Int, sample: Int, arrival: Int64, deadline: Int64, rule: ExitRule) {
        self.source = source
        self.flow = flow
        self.model = model
        self.sample = sample
        self.arrival = arrival
        self.deadline = deadline
        self.rule = rule
    }

    package var isInDeadline: Bool { ending == .answered && end <= deadline }
}
