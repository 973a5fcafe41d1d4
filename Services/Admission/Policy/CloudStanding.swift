package import Domain

/// How the way to a cloud tier is, for metrics.
package struct CloudStanding: Hashable, Sendable {
    package let member: WorkerID
    /// What 99 of 100 round trips of late took at most, beside their bytes.
    package let roundTrip: Duration
    /// What a byte takes on the way there; 0: no time worth counting.
    package let secondsPerByte: Double
    /// Whether jobs are sent there freely; if not, one at a time tries after a pause.
    package let isClosed: Bool
}
