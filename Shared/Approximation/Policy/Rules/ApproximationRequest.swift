/// One input for one application.
package struct ApproximationRequest: Hashable, Sendable {
    package let application: Int
    /// Equal for all applications that look at the same input.
    package let frame: UInt64
    /// Whether its class is one of the dominant ones; `nil` if nobody looks for a context.
    package let isFrequent: Bool?

    package init(application: Int, frame: UInt64, isFrequent: Bool? = nil) {
        self.application = application
        self.frame = frame
        self.isFrequent = isFrequent
    }
}
