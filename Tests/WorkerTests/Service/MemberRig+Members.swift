import CloudPolicy
import CloudService
import Domain

@testable import WorkerService

typealias WorkerRig = MemberRig<WorkerNode>
typealias CloudRig = MemberRig<CloudNode>

extension MemberRig<WorkerNode> {
    convenience init(
        stagingCount: Int = 16,
        mayServe: Bool = true,
        modelMemory: Int = 0,
        engines: Engines? = nil
    ) async throws {
        let settings = NodeSettings(
            id: WorkerID("w1"),
            address: "127.0.0.1:1",
            transitAllowance: .milliseconds(1),
            stagingCount: stagingCount,
            modelMemory: modelMemory
        )
        try await self.init(prefix: "rubato_worker", mayServe: mayServe, engines: engines) {
            WorkerNode(settings, in: $0)
        }
    }
}

extension MemberRig<CloudNode> {
    convenience init(
        roundTrip: Duration = .milliseconds(60),
        lossShare: Double = 0,
        outages: WANOutages = .none,
        bytesPerSecond: Double = 0,
        pricePerByte: Double = 0,
        queueLimit: Int = 8,
        executors: PoolLimits = PoolLimits()
    ) async throws {
        let settings = CloudSettings(
            node: NodeSettings(id: WorkerID("c1"), address: "127.0.0.1:2", transitAllowance: .milliseconds(1)),
            wan: WANEmulation(
                roundTrip: roundTrip,
                lossShare: lossShare,
                outages: outages,
                bytesPerSecond: bytesPerSecond,
                seed: 1
            ),
            pricePerMillisecond: 0.5,
            pricePerByte: pricePerByte,
            queueLimit: queueLimit,
            executors: executors
        )
        try await self.init(prefix: "rubato_cloud", mayServe: true, engines: nil, threads: executors.most) {
            CloudNode(settings, in: $0)
        }
    }
}
