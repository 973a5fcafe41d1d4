import Foundation

/// The part of a load report that tests judge.
struct LoadResult: Decodable {
    struct Quantiles: Decodable {
        let p50: Double
        let p99: Double
        let max: Double
    }

    struct Lateness: Decodable {
        let max: Double
    }

    struct Streams: Decodable {
        let asked: Int
        let admitted: Int
        let refused: Int
    }

    struct Emulation: Decodable {
        let answers: [String: Int]
        let late: Int
        let modeled_joules: Double
    }

    struct Specialists: Decodable {
        let answers: Int
        let accuracy: Double?
    }

    let offered: Int
    let answered: Int
    let in_deadline: Int
    let late: Int
    let refused: Int
    let failed: Int
    let lost: Int
    let accuracy_of_offered: Double
    let settle_ms: Quantiles
    let generator_lateness_ms: Lateness
    let failure_reasons: [String: Int]
    let refusal_reasons: [String: Int]
    let streams: Streams?
    let accuracy_of_answered: Double?
    let emulation: Emulation?
    let specialists: Specialists?
    let ladder: [String: Int]
    let budgets_exhausted: [String: Int]
    let modeled_joules: Double
    let cost_usd: Double

    var isBalanced: Bool {
        offered == answered + refused + failed + lost && answered == in_deadline + late
    }

    /// Starts `rubato load` with seeded Poisson arrivals or what the options say.
    static func start(_ url: String, _ options: [String], report: String) throws -> RunningCommand {
        try RunningCommand(
            Binaries.path("rubato"),
            ["load", "--url", url, "--model", "fashion", "--report", report, "--quiet"] + options
        )
    }

    /// Runs `rubato load` to its end.
    static func run(_ url: String, _ options: [String]) async throws -> LoadResult {
        let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
        return try await finish(start(url, options, report: report), report: report)
    }

    static func finish(_ command: RunningCommand, report: String) async throws -> LoadResult {
        let end = try await command.finish(within: 90)
        guard end.status == 0 else { throw Missing("rubato load ended with \(end.status): \(end.error)") }
        defer { try? FileManager.default.removeItem(atPath: report) }
        return try JSONDecoder().decode(LoadResult.self, from: Data(contentsOf: URL(fileURLWithPath: report)))
    }
}
