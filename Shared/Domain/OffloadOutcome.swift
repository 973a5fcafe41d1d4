/// What has become of a job at the cloud tier, for whoever decides what goes there.
package enum OffloadOutcome: Hashable, Sendable {
    /// Its answer came; the way there and back took so long, the transmission of so many bytes included.
    case answered(way: Duration, bytes: Int)
    /// The tier's own admission did not take it: the way works, the tier is full.
    case refused
    /// No answer came in time.
    case failed
}
