package import Domain

/// What a lane may be sent of one model's admitted streams, as admission has promised it: a bound on arrivals.
///
/// In every interval of the length ``window`` at most ``frames`` frames arrive; each is due ``deadline`` after its arrival and
/// wants the stages through ``mandatoryExit`` by then. With that a lane knows the demand of frames that have not come yet
/// (PAPERS: the future window ends of DeepRT's categories), and need not keep a fixed part of its time for them.
package struct WindowPlan: Hashable, Sendable {
    package let model: ModelID
    /// Positive.
    package let window: Duration
    package let frames: Int
    /// The shortest deadline of the streams, relative to the arrival at the worker.
    package let deadline: Duration
    package let mandatoryExit: Int

    package init(model: ModelID, window: Duration, frames: Int, deadline: Duration, mandatoryExit: Int) {
        precondition(window > .zero && frames >= 0, "an arrival bound has a length and a count")
        self.model = model
        self.window = window
        self.frames = frames
        self.deadline = deadline
        self.mandatoryExit = mandatoryExit
    }
}
