/// A wish for a promise to every frame of a periodic stream.
package struct StreamRequest: Hashable, Sendable {
    package var model: ModelID
    package var period: Duration
    /// Of every frame, relative to its arrival.
    package var deadline: Duration
    /// How many frames will come, `nil` if the client does not know.
    package var frames: Int?
    package var mandatoryExit: Int?
    /// By how much a frame may come before its turn and still be within the promise; `nil` leaves it to admission.
    package var jitter: Duration?
    package var tenant: TenantID
    /// Whether heads of its own may answer its frames; the gateway's business alone.
    package var maySpecialize: Bool
    /// Whether a smaller variant of the model may do.
    package var variantIsAllowed: Bool

    package init(
        model: ModelID,
        period: Duration,
        deadline: Duration,
        frames: Int? = nil,
        mandatoryExit: Int? = nil,
        jitter: Duration? = nil,
        tenant: TenantID = .nobody,
        maySpecialize: Bool = true,
        variantIsAllowed: Bool = true
    ) {
        self.model = model
        self.period = period
        self.deadline = deadline
        self.frames = frames
        self.mandatoryExit = mandatoryExit
        self.jitter = jitter
        self.tenant = tenant
        self.maySpecialize = maySpecialize
        self.variantIsAllowed = variantIsAllowed
    }
}
