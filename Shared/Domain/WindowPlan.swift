/// What a lane may be sent of one model's admitted streams, as admission has promised it: a bound on arrivals.
///
/// In every interval of length `t` at most `burst + rate · t` frames arrive; each must be over ``deadline`` after its arrival and
/// wants the stages through ``mandatoryExit`` by then. With that a lane knows the demand of frames that have not come yet
/// (the future window ends of DeepRT's categories), and need not keep a fixed part of its time for them.
package struct WindowPlan: Hashable, Sendable {
    package let model: ModelID
    /// How long frames gather into one batch at least, zero if every frame is a batch of its own.
    package let window: Duration
    /// Frames that may come at once.
    package let burst: Double
    /// Frames per second in the long run.
    package let framesPerSecond: Double
    /// From a frame's arrival at the worker until its stages must be over, at least.
    package let deadline: Duration
    package let mandatoryExit: Int

    package init(
        model: ModelID,
        window: Duration,
        burst: Double,
        framesPerSecond: Double,
        deadline: Duration,
        mandatoryExit: Int
    ) {
        precondition(burst >= 0 && framesPerSecond >= 0, "an arrival bound is not negative")
        self.model = model
        self.window = window
        self.burst = burst
        self.framesPerSecond = framesPerSecond
        self.deadline = deadline
        self.mandatoryExit = mandatoryExit
    }
}
