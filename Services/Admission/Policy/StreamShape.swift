import Domain
import Kernel

/// One stream in the numbers of the demand test; nanoseconds.
struct StreamShape: Hashable, Sendable {
    let period: Double
    /// What is left of its deadline at the worker, relative to the arrival of a frame.
    let deadline: Double
    let window: Double
    let mandatoryExit: Int
    /// By how much a frame may come early or late against its period.
    let jitter: Double

    func with(window: Double) -> StreamShape {
        StreamShape(
            period: period,
            deadline: deadline,
            window: window,
            mandatoryExit: mandatoryExit,
            jitter: jitter
        )
    }

    /// What is left of the deadline when its window closes at the latest.
    var rest: Double { deadline - window }

    /// Frames that come in an interval of this length, at most.
    ///
    /// Lengths are not negative, so that cutting off the fraction rounds down.
    func frames(in length: Double) -> Double { Double(Int64((length + jitter) / period + 1e-9)) + 1 }
}
