import Foundation

/// The one line that says that the cluster serves, for people and for programs that started it.
struct ReadyReport: Codable {
    struct Service: Codable {
        let name: String
        let pid: Int
        let port: Int
        /// Its log, if it has a file of its own.
        let log: String?
    }

    /// Where clients go.
    let url: String
    let metricsURL: String
    let services: [Service]

    private enum CodingKeys: String, CodingKey {
        case url, services
        case metricsURL = "metrics_url"
    }

    init(ports: ClusterPlan.Ports, services: [Service]) {
        url = "http://127.0.0.1:\(ports.gateway)"
        metricsURL = "http://127.0.0.1:\(ports.metrics)/metrics"
        self.services = services
    }

    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return "READY \(json)"
    }
}
