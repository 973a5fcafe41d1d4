package import Domain
package import Kernel

/// What became of a simulated job.
package struct Fate: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        /// It left by its rule.
        case left
        /// The lane gave it up.
        case released
        /// Its deadline passed and the worker answered with what was there.
        case expired
        /// Its device hung up.
        case canceled
    }

    package let job: LaneJob
    package let ending: Ending
    /// The deepest exit that was done.
    package let exit: Int?
    package let at: Instant

    /// Whether a usable answer was there in time.
    package var isGood: Bool {
        guard let exit, ending != .canceled else { return false }
        return exit >= job.rule.mandatoryExit && at <= job.deadline
    }
}
