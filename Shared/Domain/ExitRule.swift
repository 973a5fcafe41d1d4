/// Where a job may leave the network.
///
/// Exits are counted from 0; exit `n` is at the end of stage `n`.
package struct ExitRule: Hashable, Sendable {
    /// The shallowest exit that is a usable answer; the stages up to it are the mandatory part.
    package var mandatoryExit: Int
    /// The deepest exit worth running.
    package var lastExit: Int
    /// The calibrated confidence, 0…1, at which the job leaves at any exit from the mandatory one on; above 1 never.
    package var threshold: Float

    /// - Precondition: `0 ≤ mandatoryExit ≤ lastExit`.
    package init(mandatoryExit: Int, lastExit: Int, threshold: Float) {
        precondition(0 <= mandatoryExit && mandatoryExit <= lastExit, "the mandatory exit lies on the way to the last")
        self.mandatoryExit = mandatoryExit
        self.lastExit = lastExit
        self.threshold = threshold
    }

    /// Whether a job that reads this confidence at this exit is done.
    package func leaves(at exit: Int, confidence: Float) -> Bool {
        exit >= lastExit || (exit >= mandatoryExit && confidence >= threshold)
    }
}
