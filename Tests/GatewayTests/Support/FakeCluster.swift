import ArgumentParser
import Domain
import GatewayService
import Kernel
import Logging
import NIOCore
import NIOEmbedded
import ServiceKit
import Synchronization
import Telemetry
import Transport

/// A real gateway among fakes, on one loop whose time a test moves.
struct FakeCluster: Sendable {
    let loop = NIOAsyncTestingEventLoop()
    let time = ManualTime()
    let network: FakeNetwork
    let admission = FakeAdmission(promising: WorkerID("w1"))
    let workers = [FakeWorker("w1"), FakeWorker("w2")]
    let tier = FakeTier()
    let host: ServiceHost
    private let client: any HTTPClient

    static let workerPorts = [9001, 9002]
    private static let tierPort = 9003
    private static let schedulerPort = 9010
    private static let admissionPort = 9020

    private init() async throws {
        let network = FakeNetwork(eventLoop: loop)
        self.network = network
        host = ServiceHost(
            identity: .gateway,
            options: try CommonOptions.parse([]),
            eventLoop: loop,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: MetricsRegistry(),
            network: network,
            onFailure: { _ in }
        )
        guard let client = network.client(for: try Self.address(8000)) else { throw CancellationError() }
        self.client = client
    }

    /// Starts it; with `cloud` the second member is a cloud tier that states this round trip; with a tier a third one trains heads.
    static func start(
        serving models: [ServedModel] = [Toy.model],
        cloud: Duration? = nil,
        withTier: Bool = false,
        _ adjust: (inout GatewayConfiguration) -> Void = { _ in }
    ) async throws -> FakeCluster {
        let cluster = try await FakeCluster()
        var configuration = GatewayConfiguration(
            scheduler: try address(schedulerPort),
            admission: try address(admissionPort)
        )
        adjust(&configuration)
        try await cluster.begin(configuration, models, cloud: cloud, withTier: withTier)
        return cluster
    }

    private static func address(_ port: Int) throws -> PeerAddress {
        guard let address = PeerAddress("127.0.0.1:\(port)") else { throw CancellationError() }
        return address
    }

    private func begin(_ configuration: GatewayConfiguration, _ models: [ServedModel], cloud: Duration?, withTier: Bool)
        async throws
    {
        var members = workers.indices.map { Toy.worker("w\($0 + 1)", port: Self.workerPorts[$0], models: models) }
        if let cloud {
            members[1].kind = .cloud
            members[1].roundTrip = cloud
        }
        if withTier { members.append(Toy.tier(port: Self.tierPort)) }
        let scheduler = FakeScheduler(members: members)
        network.register(Self.tierPort) { [tier] in tier.serve($0) }
        network.register(Self.schedulerPort) { scheduler.serve($0) }
        network.register(Self.admissionPort) { [admission] in admission.serve($0) }
        for (worker, port) in zip(workers, Self.workerPorts) { network.register(port) { worker.serve($0) } }
        let gateway = Gateway(configuration, host: host)
        try await onLoop {
            try gateway.start()
            _ = host.listen()
        }
        // Until admission is known to be there.
        await pass(milliseconds: 25)
    }

    /// Runs something on the loop, and then whatever that has set off.
    @discardableResult
    func onLoop<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let value = try await loop.executeInContext(work)
        await loop.run()
        return value
    }

    /// Lets time pass, in steps of a millisecond.
    func pass(milliseconds: Int) async {
        for _ in 0..<milliseconds {
            time.advance(by: .milliseconds(1))
            await loop.advanceTime(by: .milliseconds(1))
        }
    }

    func killAdmission() async throws {
        try await onLoop { network.kill(Self.admissionPort) }
    }

    func reviveAdmission() {
        network.register(Self.admissionPort) { [admission] in admission.serve($0) }
    }

    /// Sends a request; its response can be read when it has come.
    func send(
        _ method: String = "POST",
        _ path: String,
        _ body: ByteBuffer = ByteBuffer(),
        headers: HeaderList = [:]
    ) async throws -> PendingResponse {
        let pending = PendingResponse()
        try await onLoop {
            let head = RequestHead(method: method, target: path, headers: headers)
            let exchange = client.exchange(head, body: body, budget: nil) { pending.result = $0 }
            pending.exchange = exchange
        }
        return pending
    }

    /// Sends a request that is answered without time passing.
    func ask(
        _ method: String = "POST",
        _ path: String,
        _ body: String = "",
        headers: HeaderList = [:]
    ) async throws -> Reply {
        try await send(method, path, ByteBuffer(string: body), headers: headers).reply(on: self)
    }
}
