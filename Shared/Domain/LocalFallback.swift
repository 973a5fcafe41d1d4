/// Where the mandatory part of an offloaded job is run beside that, so that an outage costs depth and no answer.
///
/// No promise: the worker's lane runs it in spare time.
package struct LocalFallback: Hashable, Sendable {
    package let worker: WorkerID
    package let rule: ExitRule

    package init(worker: WorkerID, rule: ExitRule) {
        self.worker = worker
        self.rule = rule
    }
}
