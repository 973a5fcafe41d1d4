import Approximation
import Days
import Kernel
import Testing

@Suite("Prices")
struct PricedRuleTests {
    private static func pricing(memory: Int64? = nil) -> PricedConfiguration {
        var pricing = PricedConfiguration()
        pricing.memoryBytes = memory
        pricing.expectedOutage = 0
        return pricing
    }

    /// The actions of requests once a second, all applications on one frame.
    private static func run(_ rule: inout PricedRule, _ seconds: Range<Int>, _ count: Int) -> [[ApproximationAction]] {
        seconds.map { second in
            (0..<count).flatMap { application in
                let event = Samples.request(application, frame: UInt64(second))
                return rule.handle(event, at: Samples.at(Double(second)))
            }
        }
    }

    private static func places(_ actions: [[ApproximationAction]]) -> [VariantID?] {
        actions.map { actions in
            guard case .run(let choice)? = actions.first else { return nil }
            return choice.variant
        }
    }

    @Test("with plenty of both, everybody gets the most accurate")
    func plenty() {
        let applications = [Application(name: "face", rate: 1, variants: Samples.faces)]
        var rule = PricedRule(applications, Samples.configuration(joules: 1e6, dollars: 10), Self.pricing())
        #expect(
            Self.run(&rule, 1..<100, 1).allSatisfy { $0 == Samples.run(1, .server) || $0 == Samples.run(2, .server) }
        )
        #expect(Self.run(&rule, 100..<200, 1).allSatisfy { $0 == Samples.run(1, .server) })
    }

    /// Half of what the dear one takes: it runs half of the time, and nothing is left over.
    @Test("two variants take turns so that the budget is used, and no more")
    func turns() {
        let cheap = Samples.variant("cheap", accuracy: 0.5, serverMilliseconds: 1, joules: nil)
        let dear = Samples.variant("dear", accuracy: 0.9, serverMilliseconds: 3, joules: nil)
        let applications = [Application(name: "one", rate: 1, variants: [cheap, dear])]
        // 2 ms for each of 36,000 requests.
        let dollars = 2 * 1.8e-7 * 36_000
        var rule = PricedRule(applications, Samples.configuration(dollars: dollars), Self.pricing())
        let chosen = Self.places(Self.run(&rule, 0..<36_000, 1))

        let dearShare = Double(chosen.filter { $0?.index == 1 }.count) / 36_000
        #expect(abs(dearShare - 0.5) < 0.01, "the dear one ran \(dearShare) of the time")
        #expect(rule.left.dollars >= 0 && rule.left.dollars < dollars * 0.01)
        let early = chosen[..<7_200].filter { $0?.index == 1 }.count
        #expect((3_000...4_200).contains(early), "they take turns from the beginning: \(early) of 7,200")
    }

    /// A joule brings 0.1 more of the first's accuracy and 0.4 of the second's: who gains most gets it.
    @Test("what is short goes to whom it helps most, whatever its rate")
    func gains() {
        func application(_ name: String, _ rate: Double, gain: Double) -> Application {
            let low = Samples.variant("low", accuracy: 0.5, serverMilliseconds: nil, joules: 1, loadJoules: 0)
            let high = Samples.variant("high", accuracy: 0.5 + gain, serverMilliseconds: nil, joules: 2, loadJoules: 0)
            return Application(name: name, rate: rate, variants: [low, high])
        }
        let applications = [application("often", 4, gain: 0.1), application("seldom", 1, gain: 0.4)]
        var rule = PricedRule(applications, Samples.configuration(joules: 6.05 * 36_000), Self.pricing())
        let actions = Self.run(&rule, 0..<1_000, 2).dropFirst(200)

        #expect(
            actions.allSatisfy { $0.last == .run(Choice(application: 1, variant: VariantID(index: 1), place: .device)) }
        )
        #expect(
            actions.contains { $0.first == .run(Choice(application: 0, variant: VariantID(index: 0), place: .device)) }
        )
    }

    @Test("a shallower exit of a good variant is taken before a worse variant where it costs less")
    func depth() {
        let exits = [VariantExit(work: 0.4, accuracy: 0.8)]
        let deep = Samples.variant(
            "deep",
            accuracy: 0.9,
            serverMilliseconds: nil,
            joules: 10,
            loadJoules: 0,
            exits: exits
        )
        let small = Samples.variant("small", accuracy: 0.6, serverMilliseconds: nil, joules: 4, loadJoules: 0)
        let applications = [Application(name: "one", rate: 1, variants: [small, deep])]
        var rule = PricedRule(applications, Samples.configuration(joules: 4.1 * 36_000), Self.pricing())
        let shallow = Choice(application: 0, variant: VariantID(index: 1), place: .device, depth: 0)

        let actions = Self.run(&rule, 0..<1_000, 1)
        #expect(actions.filter { $0 == [.run(shallow)] }.count > 900)
    }

    @Test("a trunk is chosen for what all its heads gain")
    func trunks() {
        let poor = Samples.variant("D10", accuracy: 0.6, serverMilliseconds: 1, joules: nil)
        let good = Samples.variant("D9", accuracy: 0.7, serverMilliseconds: 1, joules: nil)
        let head = Samples.variant("D10", accuracy: 0.9, serverMilliseconds: 1, joules: nil)
        let applications = [
            Application(name: "face", rate: 1, variants: [poor, good]),
            Application(name: "age", rate: 1, variants: [head], base: 0),
        ]
        // Money for one run of a trunk per frame, not for a second one.
        var rule = PricedRule(applications, Samples.configuration(dollars: 1.01 * 1.8e-7 * 36_000), Self.pricing())
        let shared = Choice(application: 1, variant: VariantID(index: 0), place: .server, isShared: true)

        let actions = Self.run(&rule, 0..<1_000, 2)
        let together = actions.filter { $0 == Samples.run(0, 0, .server) + [.run(shared)] }
        #expect(together.count > 900)
    }

    /// Money for more than everything: what is best alone is not given up for a head that costs nothing.
    @Test("an application whose best variant starts too slowly begins with another, and then has it")
    func coldStart() {
        let applications = [
            Application(name: "face", rate: 1, variants: Samples.faces),
            Application(name: "age", rate: 1, variants: Samples.faces, base: 0),
        ]
        var rule = PricedRule(applications, Samples.configuration(joules: 1e6, dollars: 10), Self.pricing())
        let actions = Self.run(&rule, 0..<100, 2)
        let first = actions[0].compactMap { action -> VariantID? in
            guard case .run(let choice) = action else { return nil }
            return choice.variant
        }
        #expect(first.allSatisfy { $0.index != 1 } && first.count == 2, "D8 loads for longer than an answer may take")
        #expect(
            actions.dropFirst(5).allSatisfy { $0 == Samples.run(0, 1, .server) + Samples.run(1, 1, .server) }
                || actions.dropFirst(5).allSatisfy { Self.places([$0])[0]?.index == 1 }
        )
    }

    /// The server is away from the beginning, and energy is there for half of the day.
    @Test("requests are answered as long as there is energy, not dropped to save it for others of their like")
    func answersFirst() {
        let only = Samples.variant("only", accuracy: 0.7, serverMilliseconds: nil, joules: 1, loadJoules: 0)
        let applications = [Application(name: "one", rate: 1, variants: [only])]
        var rule = PricedRule(applications, Samples.configuration(joules: 18_000), Self.pricing())
        let answered = Self.places(Self.run(&rule, 0..<36_000, 1)).map { $0 != nil }
        #expect(answered[..<17_000].allSatisfy { $0 })
        #expect(answered.count { $0 } >= 17_990)
    }

    /// A head for the context that costs a tenth and is right less often than the whole network.
    @Test("in context the general variant still runs where energy pays it", arguments: [(20.0, false), (0.9, true)])
    func context(joulesPerRequest: Double, isSpecial: Bool) {
        let general = Samples.variant("whole", accuracy: 0.9, serverMilliseconds: nil, joules: 5, loadJoules: 0)
        let special = Variant(
            name: "head",
            accuracy: 0.1,
            inContext: [ContextAccuracy(share: 0.6, accuracy: 0.8)],
            device: Samples.device(100, 50, 0, 0.5),
            server: nil
        )
        let application = Application(name: "one", rate: 1, variants: [general], special: [special])
        let configuration = Samples.configuration(joules: joulesPerRequest * 36_000)
        var rule = PricedRule([application], configuration, Self.pricing())
        let chosen = (0..<1_000).map { second -> VariantID? in
            let event = Samples.request(frame: UInt64(second), isFrequent: true)
            return Self.places([rule.handle(event, at: Samples.at(Double(second)))])[0]
        }
        let share = Double(chosen.dropFirst(200).count { $0?.isSpecial == isSpecial }) / 800
        #expect(share > 0.8, "\(share)")
    }

    @Test("variants that are loaded together fit the memory")
    func memory() {
        func application(_ name: String) -> Application {
            let large = Samples.variant("large", accuracy: 0.9, serverMilliseconds: nil, joules: 1, bytes: 600)
            let small = Samples.variant("small", accuracy: 0.5, serverMilliseconds: nil, joules: 1, bytes: 300)
            return Application(name: name, rate: 1, variants: [large, small])
        }
        let applications = [application("one"), application("two")]
        var rule = PricedRule(applications, Samples.configuration(joules: 1e6), Self.pricing(memory: 1_000))
        for actions in Self.run(&rule, 0..<500, 2).dropFirst(10) {
            let bytes = actions.reduce(Int64(0)) { sum, action in
                guard case .run(let choice) = action else { return sum }
                return sum + (applications[choice.application].variant(choice.variant).memoryBytes ?? 0)
            }
            #expect(bytes > 0 && bytes <= 1_000)
        }
    }

    @Test("plans change when the server goes, at once, and when an interval is over, not between")
    func intervals() {
        let applications = [Application(name: "face", rate: 1, variants: Samples.faces)]
        var rule = PricedRule(applications, Samples.configuration(), Self.pricing())
        _ = Self.run(&rule, 0..<10, 1)
        let before = rule.plans
        _ = Self.run(&rule, 10..<100, 1)
        #expect(rule.plans == before)
        _ = rule.handle(.connectionChanged(isUp: false), at: Samples.at(100))
        guard case .run(let choice)? = Self.run(&rule, 100..<101, 1).first?.first else {
            Issue.record("a request was dropped although the device could answer")
            return
        }
        #expect(choice.place == .device)
        #expect(rule.plans == before + 1)
    }
}
