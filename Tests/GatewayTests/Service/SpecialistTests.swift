import Domain
import GatewayPolicy
import Heads
import Messages
import NIOCore
import Testing
import Transport

@testable import GatewayService

/// A stream of the toy model, whose worker finds the same class in every frame as long as a test wants that.
@Suite("Specialized heads through the gateway")
struct SpecialistTests {
    private static func start(tier: Bool = true) async throws -> FakeCluster {
        try await FakeCluster.start(withTier: tier) { configuration in
            configuration.specialization.detector.window = .seconds(2)
            configuration.specialization.detector.leastCount = 10
            configuration.specialization.auditShare = 0
        }
    }

    private static func open(_ cluster: FakeCluster, _ extra: String = "") async throws -> String {
        let wish = #"{"model":"toy","fps":50,"deadline_ms":40\#(extra)}"#
        let reply = try await cluster.ask("POST", "/v2/streams", wish)
        return "/v2/streams/" + (try #require(reply.json["id"] as? String))
    }

    /// Sends that many frames, 20 ms apart.
    ///
    /// - Returns: The last answer.
    @discardableResult
    private static func feed(_ cluster: FakeCluster, _ path: String, frames: Int) async throws -> Reply {
        var last: Reply?
        for _ in 0..<frames {
            last = try await cluster.ask("POST", path + "/infer", Bodies.one)
            await cluster.pass(milliseconds: 20)
        }
        return try #require(last)
    }

    @Test("are ordered, delivered, sent to the worker, answer frames, and are taken back with their context")
    func lives() async throws {
        let cluster = try await Self.start()
        let path = try await Self.open(cluster)
        try await Self.feed(cluster, path, frames: 20)
        #expect(try await cluster.onLoop { cluster.tier.orders.map(\.order.classes) } == [[1]])
        #expect(try await Self.specialist(cluster, path)?["state"] as? String == "ordered")
        try await cluster.onLoop { cluster.tier.deliver() }
        try await cluster.onLoop { cluster.workers[0].claim = 1 }
        let answer = try await Self.feed(cluster, path, frames: 20)
        #expect(answer.parameters["specialist"] as? String == "dög" && answer.parameters["exit"] as? Int == 0)
        #expect(try await Self.specialist(cluster, path)?["state"] as? String == "in_force")
        #expect(try await cluster.onLoop { cluster.workers[0].shelf.count } == 1)
        try await cluster.onLoop { cluster.workers[0].probabilities = [0.5, 0.25, 0.25] }
        let last = try await Self.feed(cluster, path, frames: 100)
        #expect(last.parameters["specialist"] == nil)
        #expect(try await cluster.onLoop { cluster.workers[0].shelf.isEmpty })
        let page = try await cluster.ask("GET", "/metrics").text
        #expect(page.contains(#"rubato_gateway_specialist_changes_total{change="context_ended"} 1"#))
    }

    private static func specialist(_ cluster: FakeCluster, _ path: String) async throws -> [String: Any]? {
        try await cluster.ask("GET", path).json["specialist"] as? [String: Any]
    }

    @Test("are sent again to a worker that has lost them")
    func survivesRestart() async throws {
        let cluster = try await Self.start()
        let path = try await Self.open(cluster)
        try await Self.feed(cluster, path, frames: 20)
        try await cluster.onLoop { cluster.tier.deliver() }
        try await Self.feed(cluster, path, frames: 20)
        try await cluster.onLoop { cluster.workers[0].shelf = [] }
        let first = try await Self.feed(cluster, path, frames: 1)
        #expect(first.status == 200 && first.parameters["specialist"] == nil)
        let later = try await Self.feed(cluster, path, frames: 3)
        #expect(later.parameters["specialist"] != nil)
    }

    @Test("are not ordered for a stream that forbids it, or that must go deeper, or where there is no cloud tier")
    func staysAway() async throws {
        for extra in [#","specialize":false"#, #","min_exit":1"#, ""] {
            let cluster = try await Self.start(tier: !extra.isEmpty)
            try await cluster.onLoop {
                cluster.admission.decideStream = { request in
                    var rule = Toy.model.defaultRule
                    rule.mandatoryExit = request.mandatoryExit ?? 0
                    return .promise(StreamPromise(worker: WorkerID("w1"), rule: rule, window: .milliseconds(10)))
                }
            }
            let path = try await Self.open(cluster, extra)
            try await Self.feed(cluster, path, frames: 30)
            #expect(try await cluster.onLoop { cluster.tier.orders.isEmpty }, "\(extra)")
        }
    }

    @Test("that the tier cannot train cost nothing but the attempt; an order is taken back with its stream")
    func fails() async throws {
        let cluster = try await Self.start()
        let path = try await Self.open(cluster)
        try await Self.feed(cluster, path, frames: 20)
        try await cluster.onLoop { cluster.tier.deliver(status: 422) }
        #expect(try await Self.feed(cluster, path, frames: 20).status == 200)
        #expect(try await cluster.onLoop { cluster.tier.orders.count } == 1)
        let other = try await Self.open(cluster)
        try await Self.feed(cluster, other, frames: 20)
        #expect(try await cluster.ask("DELETE", other).status == 204)
        #expect(try await cluster.onLoop { cluster.tier.canceled } == 1)
    }

    @Test("a wish that is no truth value is refused by name")
    func checksWish() async throws {
        let cluster = try await Self.start()
        let wish = #"{"model":"toy","fps":50,"specialize":"no"}"#
        let reply = try await cluster.ask("POST", "/v2/streams", wish)
        #expect(reply.status == 400 && reply.json["field"] as? String == "specialize")
    }
}
