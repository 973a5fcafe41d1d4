import SchedulerPolicy

/// A policy as a user names it: `NAME`, then perhaps `:OPTION=VALUE` several times and `@THRESHOLD` for all its jobs.
struct PolicySpec {
    let text: String
    let entry: PolicyEntry
    /// Of every job, in place of its own.
    let threshold: Float?
    private let texts: [String]

    init(_ text: String) throws {
        let halves = text.split(separator: "@", maxSplits: 1).map(String.init)
        threshold = halves.count == 2 ? Float(halves[1]) : nil
        guard halves.count < 2 || threshold.map({ $0 >= 0 }) ?? false else {
            throw ToolFailure.badData("'\(text)': after @ comes a threshold of at least 0")
        }
        let parts = (halves.first ?? "").split(separator: ":").map(String.init)
        guard let entry = parts.first.flatMap(LanePolicyCatalog.entry) else {
            throw ToolFailure.badData("'\(text)' is none of \(LanePolicyCatalog.names.joined(separator: " "))")
        }
        self.text = text
        self.entry = entry
        texts = Array(parts.dropFirst())
        _ = try options(beside: [])
    }

    /// The options that are named here, and those texts where it says nothing.
    func options(beside usual: [String]) throws -> PolicyOptions {
        do {
            return try PolicyOptions(usual + texts, for: entry.tunables)
        } catch {
            throw ToolFailure.badData("policy \(entry.name): \(error)")
        }
    }
}
