import Foundation
import ToolPolicy

/// The streams of a run: what was asked for, what was admitted, and where their frames go.
struct StreamSet: Sendable {
    /// What each of them asks.
    struct Wish: Encodable, Sendable {
        let model: String
        let framesPerSecond: Double
        let deadlineMilliseconds: Double
        let frames: Int
        let maySpecialize: Bool
        let minExit: Int?

        private enum CodingKeys: String, CodingKey {
            case model, frames
            case maySpecialize = "specialize"
            case minExit = "min_exit"
            case framesPerSecond = "fps"
            case deadlineMilliseconds = "deadline_ms"
        }
    }

    private struct Admitted: Decodable {
        let id: String
    }

    private struct Refused: Decodable {
        let reason: String?
        let error: String?
    }

    let report: LoadReport.Streams
    private let ids: [String]

    /// Asks for streams one after the other, so that the first ones are the ones that fit.
    init(count: Int, wish: Wish, caller: Caller) throws {
        let body = String(decoding: try JSONEncoder().encode(wish), as: UTF8.self)
        var report = LoadReport.Streams()
        var ids: [String] = []
        for _ in 0..<count {
            let reply = try caller.call("POST", "/v2/streams", body)
            report.asked += 1
            if reply.status == 201, let admitted = try? JSONDecoder().decode(Admitted.self, from: reply.body) {
                ids.append(admitted.id)
                report.admitted += 1
            } else {
                let refused = try? JSONDecoder().decode(Refused.self, from: reply.body)
                report.refused += 1
                report.reasons[refused?.reason ?? refused?.error ?? "http \(reply.status)", default: 0] += 1
            }
        }
        self.report = report
        self.ids = ids
    }

    /// Where the frames of each admitted stream go.
    var paths: [String] { ids.map { "/v2/streams/\($0)/infer" } }

    /// Gives the promises back.
    func close(_ caller: Caller) throws {
        _ = try caller.callAll(ids.map { ("DELETE", "/v2/streams/\($0)", "") })
    }
}
