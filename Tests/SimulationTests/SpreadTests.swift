import Kernel
import Simulation
import Testing
import ToolPolicy

@Suite("Measured delays")
struct SpreadTests {
    private func quantiles(_ values: [Double]) throws -> Quantiles { try #require(Quantiles(values)) }

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
        scenario.network.spread.uplink = try quantiles([Double(network.uplink.nanoseconds)])
        scenario.network.spread.downlink = try quantiles([Double(network.downlink.nanoseconds)])
        scenario.network.spread.command = try quantiles([Double(network.commandDelay.nanoseconds)])
        scenario.network.spread.report = try quantiles([Double(network.reportDelay.nanoseconds)])
        let drawn = Fixture.run(scenario)
        #expect(usual.jobs.map(\.end) == drawn.jobs.map(\.end))
        #expect(usual.jobs.map(\.exit) == drawn.jobs.map(\.exit))
    }

    @Test("make answers later, and nothing overtakes on its way", arguments: ["rubato", "edf", "fluid"])
    func spreads(policy: String) throws {
        var scenario = Fixture.scenario(.open(.poisson, rate: 600))
        scenario.policy = policy
        let usual = Fixture.run(scenario)
        scenario.network.spread.command = try quantiles([20_000, 50_000, 3_000_000])
        scenario.network.spread.report = try quantiles([20_000, 50_000, 3_000_000])
        // The engine itself checks that every command fits what the worker holds.
        let spread = Fixture.run(scenario)
        func mean(_ result: SimulationResult) -> Double {
            let ends = result.jobs.filter { $0.ending == .answered }.map { Double($0.end - $0.arrival) }
            return ends.reduce(0, +) / Double(max(1, ends.count))
        }
        #expect(mean(spread) > mean(usual))
    }
}
