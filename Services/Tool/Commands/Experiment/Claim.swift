import Foundation
import YAMLFiles

/// What an experiment should show, judged by its own figures.
struct Claim {
    enum Comparison {
        /// Ours exceeds the rival's by that much (falls below it, where less is better).
        case difference(Double)
        /// Ours is so many times the rival's (or the rival's so many times ours, where less is better).
        case ratio(Double)
        /// Ours is not worse than the rival's by more than the uncertainty of both, and by that much in any case.
        case noWorse(Double)
        /// Ours is at least that (at most, where less is better), whatever others do.
        case level(Double)
    }

    let text: String
    let metric: Metric
    let ours: String
    let rivals: [String]
    let comparison: Comparison
    /// Swept values at which it is to hold; empty: all of them.
    let at: [String]
    /// Whether one of these values is enough.
    let isAny: Bool
    /// What explains it if it is not reached.
    let why: String

    init(_ fields: YAMLFields) throws {
        text = try fields.text("text") ?? fields.missing("text")
        metric = try fields.metric("metric")
        ours = try fields.text("ours") ?? "rubato"
        rivals = try StudySpec.list(fields, "against")
        at = try StudySpec.list(fields, "at")
        isAny = try fields.flag("any") ?? false
        why = try fields.text("why") ?? ""
        let huge = -1e12...1e12
        let choices: [Comparison?] = [
            try fields.number("difference", in: huge).map(Comparison.difference),
            try fields.number("ratio", in: huge).map(Comparison.ratio),
            try fields.number("no_worse", in: huge).map(Comparison.noWorse),
            try fields.number("level", in: huge).map(Comparison.level),
        ]
        guard let chosen = choices.compactMap(\.self).first, choices.compactMap(\.self).count == 1 else {
            throw fields.failure("", "names exactly one of difference, ratio, no_worse and level")
        }
        comparison = chosen
        try fields.close()
    }

    /// Judges the claim; the words name the worst case.
    func judge(_ rows: [StudyRow], label: (String) -> String) -> (holds: Bool, words: String) {
        let values = rows.map(\.value).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        var cases: [(margin: Double, words: String)] = []
        for value in values where at.isEmpty || at.contains(value) {
            guard let own = rows.first(where: { $0.value == value && $0.policy == ours }) else { continue }
            let others = rows.filter { $0.value == value && rivals.contains($0.policy) }
            let figures = others.map { (label($0.policy), metric.figure($0)) }
            let judged = margin(metric.figure(own), figures)
            cases.append((judged.margin, (value.isEmpty ? "" : "at \(value): ") + judged.words))
        }
        guard let decisive = isAny ? cases.max(by: { $0.margin < $1.margin }) : cases.min(by: { $0.margin < $1.margin })
        else { return (false, "no run of it was made") }
        let name = isAny ? "best" : "worst"
        return (decisive.margin >= 0, cases.count > 1 ? "\(name) \(decisive.words)" : decisive.words)
    }

    /// How far it holds (not, below 0), in the metric's own unit or as a ratio, against the strongest rival.
    private func margin(_ own: Figure, _ others: [(String, Figure)]) -> (margin: Double, words: String) {
        let sign = metric.isLowerBetter ? -1.0 : 1
        if case .level(let level) = comparison {
            return (sign * (own.mean - level), "\(Self.text(own.mean)) (wanted \(Self.text(level)))")
        }
        guard let strongest = others.max(by: { sign * $0.1.mean < sign * $1.1.mean }) else {
            return (-1, "no rival ran")
        }
        let rival = strongest.1
        let pair = "\(Self.text(own.mean)) against \(Self.text(rival.mean)) of \(strongest.0)"
        switch comparison {
        case .difference(let wanted):
            let difference = sign * (own.mean - rival.mean)
            return (difference - wanted, "\(pair), \(Self.text(difference)) apart (wanted \(Self.text(wanted)))")
        case .ratio(let wanted):
            let (top, bottom) = metric.isLowerBetter ? (rival.mean, own.mean) : (own.mean, rival.mean)
            let ratio = bottom > 0 ? top / bottom : top > 0 ? .infinity : 1
            return (ratio - wanted, "\(pair), \(Self.text(ratio)) times (wanted \(Self.text(wanted)))")
        case .noWorse(let allowed):
            let noise = (own.error * own.error + rival.error * rival.error).squareRoot()
            return (sign * (own.mean - rival.mean) + noise + allowed, "\(pair) (noise \(Self.text(noise)))")
        case .level: preconditionFailure("judged above")
        }
    }

    private static func text(_ number: Double) -> String {
        number.isFinite ? String(format: abs(number) >= 100 ? "%.0f" : "%.2f", number) : "∞"
    }
}
