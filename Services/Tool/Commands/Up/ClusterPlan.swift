/// What `rubato up` starts: every service with its flags, on loopback.
package struct ClusterPlan: Equatable, Sendable {
    /// What the user asked for.
    package struct Options: Equatable, Sendable {
        /// One device per worker, `cpu` or `npu:FILE`.
        package var devices = ["cpu"]
        package var cloud = false
        package var policy: String?
        package var models: String?
        /// Only these are served; all if there are none.
        package var modelNames: [String] = []
        package var precision: String?
        /// Passed to every service.
        package var config: String?
        package var logLevel: String?
        package var wanRoundTrip: String?
        package var wanLoss: Double?
        package var wanJitter: String?
        package var wanOutages: [String] = []
        package var wanBandwidth: String?
        package var pricePerMillisecond: Double?
        package var pricePerByte: Double?
        /// Of the cloud tier: their number, or the least and the most.
        package var executors: String?
        package var executorStart: String?
        /// Of the gateway: which part of all jobs may be sent to the cloud tier as copies.
        package var hedgeShare: Double?
        /// Of admission: what jobs may cost, as its flags.
        package var budgetFlags: [String] = []
        /// Bytes of each worker for models; all are loaded if it is not given.
        package var modelMemory: Int?

        package init() {}
    }

    /// Where the services listen.
    package struct Ports: Equatable, Sendable {
        package var gateway: Int
        package var metrics: Int
        /// For scheduler, admission, the workers and the cloud tier, in this order.
        package var inner: [Int]

        package init(gateway: Int, metrics: Int, inner: [Int]) {
            self.gateway = gateway
            self.metrics = metrics
            self.inner = inner
        }
    }

    /// In the order in which they are started.
    package let children: [ChildSpec]
    package let ports: Ports

    /// The number of inner ports that such a cluster needs.
    package static func innerPortCount(_ options: Options) -> Int {
        2 + options.devices.count + (options.cloud ? 1 : 0)
    }

    package init(_ options: Options, ports: Ports) {
        self.ports = ports
        let builder = ChildBuilder(options: options, ports: ports)
        children =
            [builder.scheduler, builder.admission] + options.devices.indices.map(builder.worker)
            + (options.cloud ? [builder.cloud] : []) + [builder.gateway]
    }
}
