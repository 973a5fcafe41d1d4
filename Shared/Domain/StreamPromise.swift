/// What an admitted stream was promised.
package struct StreamPromise: Hashable, Sendable {
    package var worker: WorkerID
    package var rule: ExitRule
    /// How long frames of its category may gather into one batch.
    package var window: Duration
    /// What runs in place of the model that was asked for.
    package var variant: ModelID?

    package init(worker: WorkerID, rule: ExitRule, window: Duration, variant: ModelID? = nil) {
        self.worker = worker
        self.rule = rule
        self.window = window
        self.variant = variant
    }
}
