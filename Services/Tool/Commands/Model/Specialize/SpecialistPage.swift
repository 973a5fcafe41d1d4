import Foundation
import Inference
import ToolPolicy

/// A study as a table.
struct SpecialistPage {
    private let results: [SpecialistStudy.Result]
    private let manifest: ModelManifest
    private let settings: SpecialistStudy.Settings

    init(_ results: [SpecialistStudy.Result], _ manifest: ModelManifest, _ settings: SpecialistStudy.Settings) {
        self.results = results
        self.manifest = manifest
        self.settings = settings
    }

    var text: String {
        var table = TextTable(
            header: [
                "context", "full %", "MFLOP", "rule %", "MFLOP", "special %", "MFLOP", "× full", "× rule", "in s",
                "out s", "doubts",
            ],
            alignments: [.left]
        )
        for result in results { table.append(row(result)) }
        table.append(total)
        return """
            \(manifest.name)/\(manifest.version): \(settings.contextSeconds) s of \(settings.framesPerSecond) frames/s, \
            share \(settings.share), window \(settings.windowSeconds) s, heads after \(settings.trainingSeconds) s, \
            every \(settings.auditEvery)th frame audited, seed \(settings.seed)
            full: all frames at full depth; rule: general heads, threshold \(manifest.defaultThreshold); special: the \
            specialist while it is in place, else rule; figures are of the whole context, from its first frame on
            in: first frame of a specialist after the context's begin; out: its withdrawal after the end; all: the latest

            \(table.plain)
            """
    }

    private func row(_ result: SpecialistStudy.Result) -> [String] {
        let name = result.classes.map { manifest.classes[$0] }.joined(separator: ", ")
        return [name] + figures(result.fullDepth, result.general, result.special) + [
            seconds(result.installedAfter), seconds(result.withdrawnAfter), "\(result.doubts)",
        ]
    }

    private func figures(
        _ full: SpecialistStudy.Tally,
        _ general: SpecialistStudy.Tally,
        _ special: SpecialistStudy.Tally
    ) -> [String] {
        [full, general, special].flatMap {
            [String(format: "%.2f", $0.accuracy * 100), String(format: "%.2f", $0.meanWork)]
        } + [
            String(format: "%.2f", full.meanWork / max(1e-9, special.meanWork)),
            String(format: "%.2f", general.meanWork / max(1e-9, special.meanWork)),
        ]
    }

    private var total: [String] {
        func sum(_ part: (SpecialistStudy.Result) -> SpecialistStudy.Tally) -> SpecialistStudy.Tally {
            results.map(part).reduce(into: SpecialistStudy.Tally()) {
                $0.frames += $1.frames
                $0.right += $1.right
                $0.mflop += $1.mflop
            }
        }
        return ["all"] + figures(sum(\.fullDepth), sum(\.general), sum(\.special)) + [
            seconds(results.compactMap(\.installedAfter).max()),
            seconds(results.compactMap(\.withdrawnAfter).max()),
            "\(results.reduce(0) { $0 + $1.doubts })",
        ]
    }

    private func seconds(_ number: Double?) -> String {
        number.map { String(format: "%.0f", $0) } ?? "-"
    }
}
