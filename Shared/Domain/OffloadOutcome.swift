/// What has become of a job at the cloud tier, for whoever decides what goes there.
package enum OffloadOutcome: Hashable, Sendable {
    /// Its answer came; the way there and back took so long.
    case answered(way: Duration)
    /// No answer came in time.
    case failed
}
