import Approximation
import Days
import Kernel
import Testing
import ToolPolicy

/// Whole days under random budgets, rates and outages.
@Suite("Days")
struct DayTests {
    private static func scenario(_ seed: UInt64) -> DayScenario {
        var random = SeededGenerator(seed: seed)
        var configuration = Samples.configuration(
            joules: 300 * random.unit(),
            dollars: 0.001 * random.unit(),
            seconds: 900
        )
        configuration.shares = random.unit() < 0.7
        configuration.specializes = random.unit() < 0.7
        let special = Variant(
            name: "C",
            accuracy: 0,
            inContext: [ContextAccuracy(share: 0.6, accuracy: 0.88), ContextAccuracy(share: 0.9, accuracy: 0.95)],
            device: Samples.device(500, 35, 4.5, 0.55),
            server: Samples.server(280, 6)
        )
        let face = Application(
            name: "face",
            rate: 0.05 + 0.5 * random.unit(),
            variants: Samples.faces,
            special: [special]
        )
        let age = Application(name: "age", rate: face.rate, variants: Array(Samples.faces[0...0]), base: 0)
        let other = Application(name: "other", rate: 0.05 + random.unit(), variants: Array(Samples.faces[1...3]))
        let begin = 800 * random.unit()
        let outage = Samples.at(begin)..<Samples.at(begin + 300 * random.unit())
        var context = DayContext(dominant: 4, share: 0.9, duration: .seconds(400))
        context.onset = 0.02
        var scenario = DayScenario(
            name: "random",
            applications: [face, age, other],
            contexts: [context, nil, nil],
            outages: [outage],
            configuration: configuration
        )
        scenario.seed = seed
        scenario.loadsEveryChange = random.unit() < 0.5
        return scenario
    }

    private static func tally<Rule: Policy>(_ rule: Rule, _ scenario: DayScenario) -> DayTally
    where Rule.Event == ApproximationEvent, Rule.Action == ApproximationAction {
        var run = DayRun(rule, scenario, DayTrace(scenario))
        return run.tally()
    }

    private static func check(_ tally: DayTally, _ scenario: DayScenario) {
        let budget = scenario.configuration.budget
        #expect(tally.violations.isEmpty)
        #expect(tally.spent.joules <= budget.joules)
        #expect(tally.spent.dollars <= budget.dollars)
        #expect(tally.all.offered == tally.byApplication.reduce(0) { $0 + $1.offered })
        #expect(tally.all.offered == tally.byTime.reduce(0) { $0 + $1.offered })
        #expect(tally.all.offered == tally.all.dropped + tally.onServer + tally.onDevice + tally.shared)
    }

    @Test("both rules do only what can be done, and spend no more than there is", arguments: UInt64(0)..<40)
    func bounds(seed: UInt64) {
        var scenario = Self.scenario(seed)
        Self.check(Self.tally(MCDNNRule(scenario.applications, scenario.configuration), scenario), scenario)
        var pricing = PricedConfiguration()
        pricing.loadsEveryChange = scenario.loadsEveryChange
        Self.check(Self.tally(PricedRule(scenario.applications, scenario.configuration, pricing), scenario), scenario)
        scenario.configuration.usesServer = false
        Self.check(Self.tally(MCDNNRule(scenario.applications, scenario.configuration), scenario), scenario)
    }

    @Test("equal seeds give equal days")
    func determinism() {
        let scenario = Self.scenario(3)
        let tallies = (0..<2).map { _ in
            Self.tally(PricedRule(scenario.applications, scenario.configuration, PricedConfiguration()), scenario)
        }
        #expect(tallies[0].spent == tallies[1].spent)
        #expect(tallies[0].all.right == tallies[1].all.right)
    }

    /// The part before the last one ends at 97.5 % of the day; what noise leaves at the end is below 5 %.
    @Test("a budget that is short lasts to the end of the day", arguments: UInt64(0)..<6)
    func lasts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let dollars = (5.6 + 10 * random.unit()) * 1.8e-7 * 7_200
        let applications = [Application(name: "face", rate: 1, variants: Samples.faces)]
        var scenario = DayScenario(
            name: "money",
            applications: applications,
            contexts: [nil],
            outages: [],
            configuration: Samples.configuration(joules: 200, dollars: dollars, seconds: 7_200)
        )
        scenario.seed = seed
        var pricing = PricedConfiguration()
        pricing.expectedOutage = 0
        for (rule, tally) in [
            ("MCDNN's", Self.tally(MCDNNRule(applications, scenario.configuration), scenario)),
            ("ours", Self.tally(PricedRule(applications, scenario.configuration, pricing), scenario)),
        ] {
            #expect(tally.spent.dollars >= 0.95 * dollars, "\(rule)")
            #expect(tally.byTime[DayTally.partCount - 2].dropped == 0, "\(rule): the end of the day is served too")
        }
    }

    @Test("requests come as often as they should, and classes as their context says")
    func trace() {
        var context = DayContext(dominant: 7, share: 0.65, duration: .seconds(36_000))
        context.onset = 1
        let applications = [
            Application(name: "face", rate: 0.5, variants: Samples.faces),
            Application(name: "age", rate: 0.5, variants: Samples.faces, base: 0),
        ]
        let scenario = DayScenario(
            name: "trace",
            applications: applications,
            contexts: [context, nil],
            outages: [],
            configuration: Samples.configuration()
        )
        let arrivals = DayTrace(scenario).arrivals
        let faces = arrivals.filter { $0.request.application == 0 }
        #expect(abs(Double(faces.count) - 18_000) < 4 * 18_000.0.squareRoot())
        let frequent = Double(faces.count { $0.request.isFrequent == true }) / Double(faces.count)
        #expect(abs(frequent - 0.65) < 0.02)
        #expect(zip(arrivals, arrivals.dropFirst()).allSatisfy { $0.at <= $1.at })
        for (face, age) in zip(faces, arrivals.filter({ $0.request.application == 1 })) {
            #expect(face.at == age.at && face.request.frame == age.request.frame)
        }
    }
}
