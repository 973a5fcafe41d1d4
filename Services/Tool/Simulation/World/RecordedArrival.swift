/// One job of a recorded or exported trace.
package struct RecordedArrival: Hashable, Sendable {
    /// Since the trace's beginning.
    package var at: Duration
    /// `name` or `name/version`.
    package var model: String
    package var deadline: Duration
    /// The number of the image in the test set.
    package var sample: Int

    package init(at: Duration, model: String, deadline: Duration, sample: Int) {
        self.at = at
        self.model = model
        self.deadline = deadline
        self.sample = sample
    }
}
