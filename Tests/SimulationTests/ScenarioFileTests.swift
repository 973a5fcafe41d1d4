import Foundation
import Kernel
import Simulation
import Testing
import YAMLFiles

@testable import Tool

@Suite("Scenario files")
struct ScenarioFileTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    static let good = """
        name: small
        seconds: 2
        models: [fashion]
        workers: [{profile: epyc-f32, count: 2, share: 0.7..1}]
        sources: [{load: 0.5, deadline_ms: 20..80}]
        """

    static func read(_ text: String) throws -> Scenario {
        let library = try ScenarioLibrary(models: root.appending(path: "deploy/models").path(), profiles: nil)
        return try library.scenario(try ScenarioFile(text: text, folder: "."), folder: ".")
    }

    @Test("a scenario means what it says")
    func reads() throws {
        let scenario = try Self.read(Self.good)

        #expect(scenario.workers.count == 2)
        #expect(scenario.workers[0].share == 0.7...1)
        #expect(scenario.sources[0].deadline == .milliseconds(20)...(.milliseconds(80)))
        #expect(scenario.policy == "rubato")
        #expect(scenario.fullDepthCapacity(of: 0) > 1_000)
    }

    @Test(
        "what makes no sense is refused by its path",
        arguments: [
            ("seconds: 2", "seconds: -1", "seconds"),
            ("seconds: 2", "second: 2", "second"),
            ("count: 2", "cuont: 2", "workers.0.cuont"),
            ("count: 2", "count: many", "workers.0.count"),
            ("share: 0.7..1", "share: 1..0.7", "workers.0.share"),
            ("profile: epyc-f32", "speed: 2", "workers.0.profile"),
            ("[fashion]", "[fasion]", "fasion"),
            ("load: 0.5", "load: 0.5, closed: 3", "sources.0.arrivals"),
            ("load: 0.5", "streams: 3", "sources.0.fps"),
            ("load: 0.5", "arrivals: gamma, rate: 3", "sources.0.arrivals"),
            ("deadline_ms: 20..80", "deadline_ms: soon", "sources.0.deadline_ms"),
            ("deadline_ms: 20..80", "mandatory_exit: 9", "sources.0.mandatory_exit"),
            ("name: small", "policy: magic", "magic"),
            ("name: small", "policy: 'aimd:depth=3'", "depth"),
            ("name: small", "admission: all", "admission"),
            ("name: small", "faults: [{outage: true, at_s: 1, for_s: 1}]", "faults.0.outage"),
            ("name: small", "options: {magic: {a: 1}}", "options.magic"),
            ("name: small", "- a", "is no YAML"),
        ]
    )
    func refuses(part: String, replacement: String, named: String) throws {
        let text = Self.good.replacingOccurrences(of: part, with: replacement)
        let failure = #expect(throws: (any Error).self) { try Self.read(text) }

        #expect(failure.map { "\($0)" }?.contains(named) == true, "\(String(describing: failure))")
    }

    @Test("delays and shares are numbers, or quantiles of what was measured")
    func quantiles() throws {
        let text =
            Self.good.replacingOccurrences(of: "0.7..1", with: "[0.5, 0.75, 1.25]")
            + "\nnetwork: {uplink_us: [100, 300, 900], command_us: 70}"
        let scenario = try Self.read(text)

        #expect(scenario.workers[0].shares?.moments.map(\.values) == [[0.5, 0.75, 1.25]])
        #expect(scenario.network.uplink == .microseconds(300))
        #expect(scenario.network.spread.uplink?.value(at: 0.75, now: 0) == 600_000)
        #expect(scenario.network.commandDelay == .microseconds(70))
        #expect(scenario.network.spread.command == nil)
        for wrong in ["[3, 2]", "[a]", "[]", "[-1, 2]"] {
            #expect(throws: FileError.self) { try Self.read(Self.good + "\nnetwork: {report_us: \(wrong)}") }
        }
    }

    @Test("moments of what was measured follow each other, and need a length")
    func moments() throws {
        let lists = "\nnetwork: {uplink_us: [[100, 300], [500, 700]]}"
        let scenario = try Self.read(Self.good + "\nmoment_ms: 250" + lists)

        let uplink = try #require(scenario.network.spread.uplink)
        #expect(uplink.moments.map(\.values) == [[100_000, 300_000], [500_000, 700_000]])
        #expect(uplink.momentLength == 250_000_000)
        #expect(scenario.network.uplink == .microseconds(600))
        for wrong in [
            lists, "\nmoment_ms: 250\nnetwork: {uplink_us: [[3, 2]]}",
            "\nmoment_ms: 250\nnetwork: {uplink_us: [[1], 2]}",
        ] {
            #expect(throws: FileError.self) { try Self.read(Self.good + wrong) }
        }
    }

    @Test("single values are set by their path")
    func setting() throws {
        let file = try ScenarioFile(text: Self.good, folder: ".")
        let changed = try file.setting("workers.*.count", to: "5").setting("network.uplink_us", to: "7")
        let library = try ScenarioLibrary(models: Self.root.appending(path: "deploy/models").path(), profiles: nil)
        let scenario = try library.scenario(changed, folder: ".")

        #expect(scenario.workers.count == 5)
        #expect(scenario.network.uplink == .microseconds(7))
        #expect(throws: FileError.self) { try file.setting("workers.3.count", to: "1") }
    }

    @Test(
        "a sweep's values are even, or those that are named",
        arguments: [
            ("load=1..3:5", ["1", "1.5", "2", "2.5", "3"]), ("load=0.5,2", ["0.5", "2"]),
            ("sources.0.deadline_ms=5..15,5..20", ["5..15", "5..20"]),
        ]
    )
    func sweeps(text: String, values: [String]) throws {
        #expect(try Sweep(text).values == values)
    }

    @Test("recorded arrivals come back from their text, and broken lines are named")
    func arrivals() throws {
        let arrivals = [
            RecordedArrival(at: .milliseconds(1), model: "fashion/1", deadline: .milliseconds(20), sample: 3),
            RecordedArrival(at: .milliseconds(4), model: "fashion/1", deadline: .microseconds(2_500), sample: 9_999),
        ]
        let path = FileManager.default.temporaryDirectory.appending(path: "rubato-\(UUID().uuidString).csv").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(ArrivalsFile.text(arrivals).utf8).write(to: URL(filePath: path))
        #expect(try ArrivalsFile.read(path) == arrivals)

        try Data((ArrivalsFile.header + "\n0.1,fashion,soon,3\n").utf8).write(to: URL(filePath: path))
        let failure = #expect(throws: ToolFailure.self) { try ArrivalsFile.read(path) }
        #expect(failure?.description.contains(":2:") == true)
    }
}
