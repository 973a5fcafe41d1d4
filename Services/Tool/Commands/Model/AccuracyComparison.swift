import Foundation
import Inference
import ToolPolicy

/// What every exit says of a test set in two number formats.
struct AccuracyComparison {
    private struct Exit {
        let name: String
        /// Shares of right answers; the first is that of model.json.
        let stated: Double?
        let floats: Double
        let others: Double
        /// The share of images that get the same class in both.
        let same: Double
        /// The mean difference of confidences, without its sign.
        let distance: Double
    }

    private let model: String
    private let count: Int
    private let exits: [Exit]

    /// - Parameters:
    ///   - manifest: Of the model.
    ///   - samples: With labels.
    ///   - floats: In f32, by sample, then by exit.
    ///   - others: In the other format.
    /// - Throws: ``ToolFailure`` without labels.
    init(_ manifest: ModelManifest, _ samples: SampleSet, floats: [[ExitReading]], others: [[ExitReading]]) throws {
        guard let labels = samples.labels else { throw ToolFailure.badData("\(samples.name) has no labels") }
        model = "\(manifest.name)/\(manifest.version)"
        count = floats.count
        let whole = Double(max(1, count))
        exits = manifest.exits.enumerated().map { index, exit in
            let pairs = zip(floats, others).map { ($0[index], $1[index]) }
            let right = zip(pairs, labels).map { ($0.0.classIndex == Int($1), $0.1.classIndex == Int($1)) }
            return Exit(
                name: exit.name,
                stated: exit.accuracy,
                floats: Double(right.count { $0.0 }) / whole,
                others: Double(right.count { $0.1 }) / whole,
                same: Double(pairs.count { $0.classIndex == $1.classIndex }) / whole,
                distance: pairs.reduce(0) { $0 + abs($1.0.confidence - $1.1.confidence) } / whole
            )
        }
    }

    /// A table with the other format's name.
    func text(_ format: String) -> String {
        let header = ["exit", "model.json", "f32", format, "same class", "confidence apart"]
        var table = TextTable(header: header, alignments: [.left])
        for exit in exits {
            let shares = [exit.stated, exit.floats, exit.others, exit.same, exit.distance]
            table.append([exit.name] + shares.map { $0.map { String(format: "%.4f", $0) } ?? "" })
        }
        return "\(model): \(count) images\n\n\(table.plain)"
    }

    /// What is worse than it may be; `nil` if nothing is.
    func complaint(tolerance: Double) -> String? {
        for exit in exits {
            let wanted = max(exit.stated ?? 0, exit.floats) - tolerance
            guard min(exit.floats, exit.others) < wanted else { continue }
            let found = String(format: "%.4f in f32 and %.4f", exit.floats, exit.others)
            return "\(model), exit \(exit.name): \(found), wanted at least \(String(format: "%.4f", wanted))"
        }
        return nil
    }
}
