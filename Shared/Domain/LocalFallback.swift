/// Where the mandatory part of an offloaded job is run beside that, so that an outage costs depth and no answer.
///
/// No promise: the worker's lane runs it in spare time.
package struct LocalFallback: Hashable, Sendable {
    package let worker: WorkerID
    package let rule: ExitRule
    /// For how long the job is kept from the cloud tier, so that it can go on there from what this part hands on; zero: not
    /// at all.
    package let hold: Duration

    package init(worker: WorkerID, rule: ExitRule, hold: Duration = .zero) {
        self.worker = worker
        self.rule = rule
        self.hold = hold
    }
}
