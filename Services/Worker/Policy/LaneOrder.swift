package import Domain

/// One command of the scheduler: the stop comes first, then the releases, then the segments in order.
///
/// The stop means the segment that ran when the command came, so one command can stop a segment and grant another.
package struct LaneOrder: Equatable, Sendable {
    /// Jobs to answer with the deepest exit that is done.
    package var releases: [JobID]
    package var stops: Bool
    package var segments: [Segment]
    /// By model the last stage that a job on an empty lane may be run through without a command; `nil`: as before.
    package var standing: [ModelID: Int]?

    package init(
        releases: [JobID] = [],
        stops: Bool = false,
        segments: [Segment] = [],
        standing: [ModelID: Int]? = nil
    ) {
        self.releases = releases
        self.stops = stops
        self.segments = segments
        self.standing = standing
    }
}
