/// What an admitted stream was promised.
package struct StreamPromise: Hashable, Sendable {
    package var worker: WorkerID
    package var rule: ExitRule
    /// How long frames of its category may gather into one batch.
    package var window: Duration

    package init(worker: WorkerID, rule: ExitRule, window: Duration) {
        self.worker = worker
        self.rule = rule
        self.window = window
    }
}
