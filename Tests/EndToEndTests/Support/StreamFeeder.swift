import Foundation

/// A device that sends the frames of one stream one after the other.
struct StreamFeeder: Sendable {
    private let url: String

    init(_ cluster: String, _ id: String) { url = "\(cluster)/v2/streams/\(id)/infer" }

    /// Lets all of them send for that long.
    ///
    /// - Returns: For each the workers that answered, without repetition, in the order of the answers.
    /// - Throws: ``Missing`` if a frame is not answered in time as its stream was promised.
    static func run(_ feeders: [StreamFeeder], for duration: Duration) async throws -> [[String]] {
        let end = ContinuousClock.now + duration
        return try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
            for (index, feeder) in feeders.enumerated() {
                group.addTask { (index, try await feeder.feed(until: end)) }
            }
            var served = Array(repeating: [String](), count: feeders.count)
            for try await (index, workers) in group { served[index] = workers }
            return served
        }
    }

    private func feed(until end: ContinuousClock.Instant) async throws -> [String] {
        var workers: [String] = []
        while ContinuousClock.now < end {
            let reply = try await Reply.fetch(url, body: JobBody.json(parameters: "{}"))
            let parameters = reply.json["parameters"] as? [String: Any]
            guard reply.status == 200, let parameters, let worker = parameters["worker"] as? String,
                parameters["admission"] as? String == "stream", parameters["deadline_met"] as? Bool == true
            else { throw Missing("a frame got \(reply.status): \(reply.text)") }
            if workers.last != worker { workers.append(worker) }
            try await Task.sleep(for: .milliseconds(200))
        }
        return workers
    }
}
