/// What it takes to have a job done by the cloud tier, as that says of itself.
package struct CloudPath: Hashable, Sendable {
    /// There and back, the job's bytes included.
    package var way: Duration
    /// There: what waits before the job, and the bound of the job itself.
    package var work: Duration

    package init(way: Duration, work: Duration) {
        self.way = way
        self.work = work
    }
}
