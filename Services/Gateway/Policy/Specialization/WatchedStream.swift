package import Domain
import Heads
import Kernel

/// A stream whose classes are watched, with the heads that it has or waits for.
package struct WatchedStream: Sendable {
    /// What a worker has of its heads.
    enum Place: Equatable {
        case onTheirWay
        case there
        /// Not taken; to be sent again from then on.
        case refused(until: Instant)
    }

    /// What its page shows.
    package struct Tally: Hashable, Sendable {
        package var framesByHeads = 0
        package var framesLeft = 0
        package var audits = 0
        package var disagreements = 0

        package init() {}
    }

    let model: ModelID
    /// How long its frames gather.
    let window: Duration
    var detector: SpecialistPolicy
    var generator: SeededGenerator
    var nextBoundary: Instant
    /// Heads that are trained, or that are there and wait for a boundary.
    var ordered: HeadsID?
    /// Those that its frames may leave by.
    package internal(set) var inForce: HeadsID?
    var places: [WorkerID: Place] = [:]
    package internal(set) var tally = Tally()

    /// The classes of the heads in force; `nil` while there are none.
    package var specialClasses: [Int]? { inForce == nil ? nil : detector.specialClasses }
    /// Whether heads are being trained, or wait for a boundary.
    package var awaitsHeads: Bool { ordered != nil }
}
