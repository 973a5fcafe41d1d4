package import CloudPolicy
package import WorkerService

/// What one cloud tier is.
package struct CloudSettings: Sendable {
    package var node: NodeSettings
    package var wan: WANEmulation
    /// US dollars per millisecond of execution.
    package var pricePerMillisecond: Double
    /// US dollars per byte of the tensors of jobs that are taken in.
    package var pricePerByte: Double
    /// The most jobs that wait for an executor.
    package var queueLimit: Int
    package var executors: PoolLimits

    package init(
        node: NodeSettings,
        wan: WANEmulation,
        pricePerMillisecond: Double,
        pricePerByte: Double = 0,
        queueLimit: Int = 256,
        executors: PoolLimits = PoolLimits()
    ) {
        self.node = node
        self.wan = wan
        self.pricePerMillisecond = pricePerMillisecond
        self.pricePerByte = pricePerByte
        self.queueLimit = queueLimit
        self.executors = executors
    }
}
