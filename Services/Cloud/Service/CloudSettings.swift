package import WorkerService

/// What one cloud tier is.
package struct CloudSettings: Sendable {
    package var node: NodeSettings
    package var wan: WANEmulation
    /// US dollars per millisecond of execution.
    package var pricePerMillisecond: Double
    /// The most jobs that wait for the machine.
    package var queueLimit: Int

    package init(node: NodeSettings, wan: WANEmulation, pricePerMillisecond: Double, queueLimit: Int = 256) {
        self.node = node
        self.wan = wan
        self.pricePerMillisecond = pricePerMillisecond
        self.queueLimit = queueLimit
    }
}
