package import Heads

/// When streams are served by heads of their own, and within which bounds.
package struct SpecializationSettings: Sendable {
    /// When classes dominate, and when they no longer do.
    package var detector = SpecialistPolicy.Settings()
    /// Streams that are watched at once; more are served by the general model alone.
    package var streams = 128
    /// Orders that may be at the cloud tier at once; more count as failed.
    package var orders = 4
    /// The share of a specialist's frames that is run at full depth as well, 0…1.
    package var auditShare = 0.02
    /// Heads change at the ends of a stream's windows, but no more often than this.
    package var leastBoundary = Duration.milliseconds(100)
    /// How long after a worker has not taken heads they are sent there again.
    package var shippingPause = Duration.seconds(5)
    /// Workers that have the heads of one stream at once; where it moves on, the others forget them.
    package var places = 2

    package init() {}
}
