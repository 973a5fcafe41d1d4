import Domain
import NIOCore
import Testing
import Transport

@testable import GatewayService

@Suite("Streams through the gateway")
struct StreamTests {
    static let wish = #"{"model":"toy","fps":50,"deadline_ms":40,"min_exit":1}"#

    @Test("a stream is opened, fed, shown and closed")
    func lives() async throws {
        let cluster = try await FakeCluster.start()
        let opened = try await cluster.ask("POST", "/v2/streams", Self.wish)
        #expect(opened.status == 201)
        #expect(opened.json["worker"] as? String == "w1")
        #expect(opened.json["window_us"] as? Int == 10_000)
        let id = try #require(opened.json["id"] as? String)
        let path = "/v2/streams/\(id)"
        #expect(opened.headers["location"] == path)

        for _ in 0..<3 {
            let frame = try await cluster.ask("POST", path + "/infer", Bodies.one)
            #expect(frame.status == 200)
            #expect(frame.parameters["admission"] as? String == "stream")
            #expect(frame.parameters["budget_us"] as? Int == 40_000)
            await cluster.pass(milliseconds: 20)
        }
        #expect(cluster.admission.asked.isEmpty, "a promised frame does not ask")

        let shown = try await cluster.ask("GET", path)
        let counts = try #require(shown.json["counts"] as? [String: Int])
        #expect(counts == ["frames": 3, "in_time": 3, "late": 0, "excess": 0, "uncovered": 0, "failed": 0])
        let list = try await cluster.ask("GET", "/v2/streams")
        #expect((list.json["streams"] as? [[String: Any]])?.count == 1)

        #expect(try await cluster.ask("DELETE", path).status == 204)
        #expect(cluster.admission.closedStreams == [id])
        #expect(try await cluster.ask("GET", path).status == 404)
        #expect(try await cluster.ask("POST", path + "/infer", Bodies.one).status == 404)
    }

    @Test("frames beyond the promised rate ask admission one by one")
    func policesExcess() async throws {
        let cluster = try await FakeCluster.start()
        let path = try await open(on: cluster)
        _ = try await cluster.ask("POST", path + "/infer", Bodies.one)
        let excess = try await cluster.ask("POST", path + "/infer", Bodies.one)
        #expect(excess.parameters["admission"] as? String == "promise")
        #expect(cluster.admission.asked.map(\.bestEffortIsAllowed) == [true])
        #expect(cluster.admission.asked.map(\.rule.mandatoryExit) == [1])
    }

    @Test("a refused stream is told what would have been admitted")
    func refuses() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop {
            cluster.admission.decideStream = { _ in
                let offer = CounterOffer(framesPerSecond: 12.5)
                return .refuse(Refusal(reason: .overloaded, retryAfter: .seconds(3), counterOffer: offer))
            }
        }
        let reply = try await cluster.ask("POST", "/v2/streams", Self.wish)
        #expect(reply.status == 429)
        #expect(reply.headers["retry-after"] == "3")
        #expect((reply.json["counter_offer"] as? [String: Double]) == ["fps": 12.5])
    }

    @Test("a worker that takes the promise with it leaves the stream alive")
    func outlivesWorker() async throws {
        let cluster = try await FakeCluster.start()
        let path = try await open(on: cluster)
        try await cluster.onLoop {
            let id = String(path.split(separator: "/").last ?? "")
            cluster.admission.decideStream = { _ in .refuse(Refusal(reason: .noWorker)) }
            cluster.admission.revoke(id)
        }
        #expect(try await cluster.ask("GET", path).json["state"] as? String == "revoked")
        let frame = try await cluster.ask("POST", path + "/infer", Bodies.one)
        #expect(frame.parameters["admission"] as? String == "promise")
    }

    @Test("the frames of a moved stream go to its new worker, and one that is under way is answered by the old one")
    func moves() async throws {
        let cluster = try await FakeCluster.start()
        let path = try await open(on: cluster)
        try await cluster.onLoop { cluster.workers[0].behavior = .silent }
        let underWay = try await cluster.send("POST", path + "/infer", ByteBuffer(string: Bodies.one))
        try await cluster.onLoop {
            cluster.admission.move(String(path.split(separator: "/").last ?? ""), to: WorkerID("w2"))
        }
        #expect(try await cluster.ask("GET", path).json["worker"] as? String == "w2")
        await cluster.pass(milliseconds: 20)
        let later = try await cluster.ask("POST", path + "/infer", Bodies.one)
        #expect(later.parameters["worker"] as? String == "w2")
        #expect(later.parameters["admission"] as? String == "stream")
        try await cluster.onLoop { cluster.workers[0].answerHeld(exit: 1) }
        #expect(try await underWay.reply(on: cluster).parameters["worker"] as? String == "w1")
        let counts = try await cluster.ask("GET", path).json["counts"] as? [String: Int]
        #expect(counts == ["frames": 2, "in_time": 2, "late": 0, "excess": 0, "uncovered": 0, "failed": 0])
    }

    @Test("a new admission is told of open streams")
    func renewsLeases() async throws {
        let cluster = try await FakeCluster.start()
        let path = try await open(on: cluster)
        try await cluster.killAdmission()
        cluster.reviveAdmission()
        await cluster.pass(milliseconds: 5_000)
        #expect(cluster.admission.leases.last.map { "/v2/streams/\($0)" } == path)
    }

    @Test("a frame is one sample")
    func boundsFrames() async throws {
        let cluster = try await FakeCluster.start()
        let path = try await open(on: cluster)
        let reply = try await cluster.ask("POST", path + "/infer", Bodies.infer(samples: 2))
        #expect(reply.status == 400)
        #expect(reply.reason == "batch_size")
    }

    @Test(
        "a malformed wish is 400 with its field",
        arguments: [
            ("", nil), ("[]", ""), ("{}", "model"), (#"{"model":"toy"}"#, "fps"), (#"{"model":"toy","fps":0}"#, "fps"),
            (#"{"model":"toy","fps":-3}"#, "fps"), (#"{"model":"toy","fps":"9"}"#, "fps"),
            (#"{"model":"toy","fps":1e9}"#, "fps"), (#"{"model":"toy","fps":9,"deadline_ms":0}"#, "deadline_ms"),
            (#"{"model":"toy","fps":9,"frames":0}"#, "frames"), (#"{"model":"toy","fps":9,"frames":1.5}"#, "frames"),
            (#"{"model":"toy","fps":9,"min_exit":3}"#, "min_exit"), (#"{"model":1,"fps":9}"#, "model"),
        ] as [(String, String?)]
    )
    func refusesMalformed(body: String, field: String?) async throws {
        let cluster = try await FakeCluster.start()
        let reply = try await cluster.ask("POST", "/v2/streams", body)
        #expect(reply.status == 400)
        #expect(reply.json["field"] as? String == field)
    }

    private func open(on cluster: FakeCluster) async throws -> String {
        let reply = try await cluster.ask("POST", "/v2/streams", Self.wish)
        return try #require(reply.headers["location"])
    }
}
