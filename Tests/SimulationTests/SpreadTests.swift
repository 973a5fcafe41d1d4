import Kernel
import Simulation
import Testing
import ToolPolicy

@Suite("Measured delays")
struct SpreadTests {
    private func quantiles(_ values: [Double]) throws -> Quantiles { try #require(Quantiles(values)) }

    private func course(_ values: [Double]) throws -> MeasuredCourse { MeasuredCourse(try quantiles(values)) }

    @Test("are those of their moment, and the last one lasts")
    func moments() throws {
        let moments = try [[1, 2], [5, 9], [3, 3]].map { try quantiles($0) }
        let course = try #require(MeasuredCourse(moments, momentLength: .nanoseconds(100)))
        #expect([0, 99, 100, 199, 200, 10_000].map { course.value(at: 1, now: $0) } == [2, 2, 9, 9, 3, 3])
        #expect(course.median == 3)
        #expect(MeasuredCourse([], momentLength: .nanoseconds(100)) == nil)
        #expect(MeasuredCourse(moments, momentLength: .zero) == nil)
    }

    @Test("of a slow moment make only what happens then late")
    func slowMoment() throws {
        var scenario = Fixture.scenario(.open(.poisson, rate: 600))
        let usual = Double(scenario.network.downlink.nanoseconds)
        let moments = try [usual, usual + 5e6, usual].map { try quantiles([$0]) }
        let quick = Fixture.run(scenario)
        scenario.network.spread.downlink = MeasuredCourse(moments, momentLength: .milliseconds(200))
        let slow = Fixture.run(scenario)
        func mean(_ result: SimulationResult, _ moment: Range<Double>) -> Double {
            let ends = result.jobs.filter { $0.ending == .answered && moment.contains(Double($0.end) / 1e9) }
            return ends.reduce(0) { $0 + Double($1.end - $1.arrival) } / Double(max(1, ends.count))
        }
        #expect(mean(slow, 0..<0.2) == mean(quick, 0..<0.2))
        #expect(mean(slow, 0.205..<0.4) > mean(quick, 0.205..<0.4) + 3e6)
        #expect(abs(mean(slow, 0.5..<1) - mean(quick, 0.5..<1)) < 2e6)
    }

    @Test("lie on straight lines between their quantiles")
    func lines() throws {
        let spread = try quantiles([10, 20, 60])
        #expect(spread.value(at: 0) == 10)
        #expect(spread.value(at: 0.25) == 15)
        #expect(spread.median == 20)
        #expect(spread.value(at: 1) == 60)
        #expect(try quantiles([7]).value(at: 0.3) == 7)
        #expect(Quantiles([]) == nil)
        #expect(Quantiles([2, 1]) == nil)
    }

    @Test("that are always the same change nothing")
    func constants() throws {
        var scenario = Fixture.scenario(.open(.poisson, rate: 600))
        let usual = Fixture.run(scenario)
        let network = scenario.network
        scenario.network.spread.uplink = try course([Double(network.uplink.nanoseconds)])
        scenario.network.spread.downlink = try course([Double(network.downlink.nanoseconds)])
        scenario.network.spread.command = try course([Double(network.commandDelay.nanoseconds)])
        scenario.network.spread.report = try course([Double(network.reportDelay.nanoseconds)])
        let drawn = Fixture.run(scenario)
        #expect(usual.jobs.map(\.end) == drawn.jobs.map(\.end))
        #expect(usual.jobs.map(\.exit) == drawn.jobs.map(\.exit))
    }

    @Test("make answers later, and nothing overtakes on its way", arguments: ["rubato", "edf", "fluid"])
    func spreads(policy: String) throws {
        var scenario = Fixture.scenario(.open(.poisson, rate: 300))
        scenario.policy = policy
        let usual = Fixture.run(scenario)
        scenario.network.spread.command = try course([20_000, 50_000, 3_000_000])
        scenario.network.spread.report = try course([20_000, 50_000, 3_000_000])
        // The engine itself checks that every command fits what the worker holds.
        let spread = Fixture.run(scenario)
        func mean(_ result: SimulationResult) -> Double {
            let ends = result.jobs.filter { $0.ending == .answered }.map { Double($0.end - $0.arrival) }
            return ends.reduce(0, +) / Double(max(1, ends.count))
        }
        #expect(mean(spread) > mean(usual))
    }
}
