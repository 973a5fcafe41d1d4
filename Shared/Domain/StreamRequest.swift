/// A wish for a promise to every frame of a periodic stream.
package struct StreamRequest: Hashable, Sendable {
    package var model: ModelID
    package var period: Duration
    /// Of every frame, relative to its arrival.
    package var deadline: Duration
    /// How many frames will come, `nil` if the client does not know.
    package var frames: Int?
    package var mandatoryExit: Int?

    package init(model: ModelID, period: Duration, deadline: Duration, frames: Int? = nil, mandatoryExit: Int? = nil) {
        self.model = model
        self.period = period
        self.deadline = deadline
        self.frames = frames
        self.mandatoryExit = mandatoryExit
    }
}
