import Foundation

/// Streams of a cluster, as a client opens, feeds and looks at them.
struct StreamDesk {
    let cluster: TestCluster

    /// What admission says to a stream of the small model.
    func ask(fps: Double, deadline milliseconds: Int) async throws -> Reply {
        let wish = #"{"model":"fashion","fps":\#(fps),"deadline_ms":\#(milliseconds)}"#
        return try await Reply.fetch("\(cluster.url)/v2/streams", body: Data(wish.utf8))
    }

    /// The largest rate that would be promised instead of one that is out of reach.
    ///
    /// - Throws: ``Missing`` if it is promised, or refused without a reason or an offer.
    func largestRate(insteadOf fps: Double, deadline milliseconds: Int) async throws -> Double {
        let refusal = try await ask(fps: fps, deadline: milliseconds)
        let offer = refusal.json["counter_offer"] as? [String: Any]
        guard refusal.status == 429, refusal.json["reason"] is String, let rate = offer?["fps"] as? Double, rate < fps
        else { throw Missing("\(fps) frames a second got \(refusal.status): \(refusal.text)") }
        return rate
    }

    /// - Returns: The identifier of a stream that is promised.
    func open(fps: Double, deadline milliseconds: Int) async throws -> String {
        let reply = try await ask(fps: fps, deadline: milliseconds)
        guard reply.status == 201, let id = reply.json["id"] as? String else {
            throw Missing("\(fps) frames a second got \(reply.status): \(reply.text)")
        }
        return id
    }

    /// A stream's page.
    func page(_ id: String) async throws -> [String: Any] {
        try await Reply.fetch("\(cluster.url)/v2/streams/\(id)").json
    }

    func workers(of ids: [String]) async throws -> [String] {
        var workers: [String] = []
        for id in ids { workers.append(try await page(id)["worker"] as? String ?? "none") }
        return workers
    }

    /// Streams and the share of the workers that they claim, as admission has it in its ledger.
    func ledger() async throws -> (streams: Int, utilization: Double)? {
        guard let port = cluster.ports["admission"] else { throw Missing("admission has no port") }
        let page = try await Reply.fetch("http://127.0.0.1:\(port)/v2/admission/ledger").json
        guard let members = page["members"] as? [[String: Any]], !members.isEmpty else { return nil }
        let streams = members.compactMap { $0["streams"] as? Int }
        return (streams.reduce(0, +), members.compactMap { $0["utilization"] as? Double }.reduce(0, +))
    }
}
