/// What has become of specialization so far.
package struct SpecializationCounters: Hashable, Sendable {
    /// Streams that were not watched, since as many were as may be.
    package var unwatchedStreams = 0
    package var orders = 0
    /// Orders that were not sent: no cloud tier is there, or as many are under way as may be.
    package var ordersRefused = 0
    package var trained = 0
    package var trainingsFailed = 0
    /// Trained, but for a context that had ended, or a stream.
    package var trainingsWasted = 0
    package var installed = 0
    package var shipped = 0
    package var shippingsFailed = 0
    package var contextsEnded = 0
    package var doubts = 0
    /// Withdrawn because their stream was closed.
    package var closed = 0
    /// Frames that specialized heads answered, and that they left to the general model.
    package var framesByHeads = 0
    package var framesLeft = 0
    /// Frames of whose heads their worker knew nothing.
    package var framesMissed = 0
    package var audits = 0
    package var disagreements = 0
    /// Audited frames that did not get to full depth in time.
    package var auditsCutShort = 0

    package init() {}
}
