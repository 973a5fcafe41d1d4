import Approximation
import Days
import Foundation
import Testing
import YAMLFiles

@testable import Tool

@Suite("Files of days and catalogs")
struct DayFileTests {
    private static let catalog = """
        name: small
        tasks:
          - name: face
            variants:
              - {name: A, accuracy: 70, load_ms: 1, compute_ms: 2, load_j: 3, compute_j: 4, server_load_ms: 1, server_compute_ms: 2}
              - {name: B, accuracy: 60, server_load_ms: 1, server_compute_ms: 1}
            special:
              - {name: C, in_context: {"0.6": 80, "0.9": 90}, server_load_ms: 1, server_compute_ms: 1}
        """

    private static let day = """
        catalog: catalog.yaml
        dollars: 0.01
        energy_wh: [1]
        days:
          - name: one
            applications:
              - {task: face, per_second: 1, context: {dominant: 7, share: 0.5, hours: 1}}
            outages_s: [10..20, 30..40]
        """

    /// Reads both, with one text in place of another.
    private static func read(_ text: String = "", as other: String = "") throws -> DayFile {
        let folder = NSTemporaryDirectory() + "days-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, content) in [("catalog", catalog), ("day", day)] {
            let changed = text.isEmpty ? content : content.replacingOccurrences(of: text, with: other)
            try changed.write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
        }
        return try DayFile(path: "\(folder)/day.yaml", isQuick: true)
    }

    @Test("a day means what it says")
    func reads() throws {
        let file = try Self.read()
        let scenario = try #require(file.days.first).scenario
        #expect(scenario.applications.map(\.name) == ["face"])
        #expect(scenario.applications[0].variants.map(\.accuracy) == [0.7, 0.6])
        #expect(scenario.applications[0].special.count == 1)
        #expect(scenario.outages.count == 2)
        #expect(scenario.configuration.budget.dollars == 0.01)
        #expect(file.wattHours == [1])
    }

    @Test("an application may be given some of the variants only")
    func some() throws {
        let file = try Self.read("task: face,", as: "task: face, variants: [B],")
        #expect(file.days.first?.scenario.applications[0].variants.map(\.name) == ["B"])
    }

    /// The catalog that is kept in the repository, with its records.
    @Test("the compiled catalog's variants answer as they did on the test images")
    func compiled() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = try DayFile(path: root.appendingPathComponent("Experiments/compiled.yaml").path, isQuick: true)
        for day in file.days {
            let garments = try #require(day.scenario.replays[0])
            #expect(garments.images.reduce(0) { $0 + $1.count } == 5_000)
            for (variant, model) in zip(day.scenario.applications[0].variants, garments.general) {
                let played = model.mean(over: garments.images.flatMap { $0 }, depth: variant.fullDepth)
                #expect(abs(played.accuracy - variant.accuracy) < 0.03, "\(variant.name): one half is like the other")
                #expect(zip(variant.exits, variant.exits.dropFirst()).allSatisfy { $0.accuracy < $1.accuracy })
            }
        }
    }

    @Test(
        "what makes no sense is refused by its path",
        arguments: [
            ("dollars: 0.01", "dollars: -1", "dollars"),
            ("energy_wh: [1]", "energy_wh: [-1]", "energy_wh"),
            ("energy_wh: [1]", "energy_wh: []", "energy_wh"),
            ("task: face,", "task: faces,", "'faces' is not in the catalog; there are face"),
            ("per_second: 1,", "per_second: -1,", "per_second"),
            ("per_second: 1,", "base: nobody,", "base"),
            ("share: 0.5", "share: 1.5", "share"),
            ("30..40", "15..40", "overlap"),
            ("30..40", "40..30", "is no range"),
            ("dollars: 0.01", "dolars: 0.01", "dolars"),
            ("accuracy: 70", "accuracy: 170", "accuracy"),
            ("accuracy: 70", "acuracy: 70", "accuracy"),
            ("compute_j: 4", "compute_j: -4", "compute_j"),
            (", compute_j: 4", "", "needs all of load_ms, compute_ms, load_j, compute_j"),
            ("name: B", "name: A", "two have one name"),
            (
                "{name: B, accuracy: 60, server_load_ms: 1, server_compute_ms: 1}", "{name: B, accuracy: 60}",
                "runs nowhere"
            ),
            (#"{"0.6": 80, "0.9": 90}"#, "{}", "in_context"),
            (#""0.9": 90"#, #""1.9": 90"#, "is no percentage at a share"),
            ("catalog: catalog.yaml", "catalog: none.yaml", "none.yaml"),
            ("catalog: catalog.yaml", "catalog: none.json", "none.json is missing"),
            ("task: face,", "task: face, variants: [A, Z],", "'Z' is no variant of face; there are A, B"),
            ("energy_wh: [1]", "energy_wh: [1]\nloads: [sometimes]", "is neither as_published nor every_change"),
            ("energy_wh: [1]", "energy_wh: [1]\ndevice: cpu-f32", "device"),
            ("dominant: 7", "dominant: 200", "dominant"),
        ]
    )
    func refuses(text: String, other: String, words: String) throws {
        do {
            _ = try Self.read(text, as: other)
            Issue.record("'\(other)' is taken for '\(text)'")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }
}
