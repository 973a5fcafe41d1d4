import Foundation
import FoundationXML
import Kernel
import Simulation
import Testing
import ToolPolicy

@Suite("Charts")
struct ChartTests {
    private func parse(_ text: String) -> (isWellFormed: Bool, counts: [String: Int]) {
        final class Counts: NSObject, XMLParserDelegate {
            var counts: [String: Int] = [:]

            func parser(
                _ parser: XMLParser,
                didStartElement name: String,
                namespaceURI: String?,
                qualifiedName: String?,
                attributes: [String: String]
            ) {
                counts[name, default: 0] += 1
            }
        }
        let counts = Counts()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = counts
        return (parser.parse(), counts.counts)
    }

    private func busy() -> (SimulationResult, Scenario) {
        var scenario = Fixture.scenario(.open(.poisson, rate: 400), workers: 2, seconds: 0.2)
        scenario.name = "a <b> & c"
        return (Fixture.run(scenario, keepsStages: true), scenario)
    }

    @Test("a Gantt chart is well-formed and has a box for every stage run")
    func gantt() {
        let (result, scenario) = busy()
        let (isWellFormed, counts) = parse(GanttChart(result, of: scenario).svg)

        #expect(isWellFormed)
        #expect(counts["title"] == result.stages.count)
        #expect(!result.stages.isEmpty)
    }

    @Test("no worker runs two stages at once")
    func exclusive() {
        let (result, scenario) = busy()
        for worker in scenario.workers.indices {
            let runs = result.stages.filter { $0.worker == worker }
            #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.ended <= $1.began })
        }
    }

    @Test("a Perfetto trace is JSON with a span for every stage run")
    func perfetto() throws {
        let (result, scenario) = busy()
        var named = scenario
        named.name = "plain"
        let json = PerfettoTrace(result, of: named).json
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let events = try #require(root["traceEvents"] as? [[String: Any]])

        #expect(events.count { $0["ph"] as? String == "X" } == result.stages.count)
        #expect(events.count { $0["ph"] as? String == "b" } == result.jobs.count)
    }

    @Test("plots are well-formed, with linear and logarithmic axes, few points and odd names")
    func plots() {
        var lines = LinePlot(title: "a < b", xLabel: "x", yLabel: "y")
        lines.series = (0..<12).map { number in
            let points = (0..<3).map { (x: Double($0), y: Double($0 * number) * 0.01) }
            return LinePlot.Series(name: "p & q \(number)", points: points, errors: [0.1, 0, 0.2])
        }
        #expect(parse(lines.svg).isWellFormed)
        lines.isLogarithmic = true
        #expect(parse(lines.svg).isWellFormed)
        lines.series = []
        #expect(parse(lines.svg).isWellFormed)

        var bars = BarPlot(title: "t", label: "ms")
        bars.bars = [.init(name: "a", value: 3, error: 1), .init(name: "b", value: 0)]
        bars.bound = ("bound", 4)
        #expect(parse(bars.svg).isWellFormed)
    }
}
