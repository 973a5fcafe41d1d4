import Approximation
import Kernel
import Testing

/// Cases reckoned by hand from the published formulas.
@Suite("MCDNN's rule")
struct MCDNNRuleTests {
    private static let face = Application(name: "face", rate: 1, variants: Samples.faces)

    /// 0.0667 $ over 36,000 s at one request a second is 1.853e-6 $, or 10.29 ms of the server.
    @Test("runs the most accurate variant that the allowance pays")
    func allowance() {
        var rule = MCDNNRule([Self.face], Samples.configuration())

        // D9 takes 9.76 ms, D8 would take 17.72 ms; on the device 0.2 J pay nothing.
        #expect(rule.handle(Samples.request(), at: .origin) == Samples.run(2, .server))

        #expect(abs(rule.left.dollars - (0.0667 - 9.76 * 1.8e-7)) < 1e-15)
        #expect(abs(rule.left.joules - (7_200 - 0.0038)) < 1e-9)
    }

    /// 17.72 ms cost 3.19e-6 $: with that allowance D8 runs, except cold, since its load alone takes 1,134.74 ms.
    @Test("starts cold only what loads and answers within the limit")
    func coldStart() {
        var rule = MCDNNRule([Self.face], Samples.configuration(dollars: 3.2e-6 * 36_000))

        #expect(rule.handle(Samples.request(), at: .origin) == Samples.run(2, .server))
        #expect(rule.handle(Samples.request(), at: Samples.at(1)) == Samples.run(1, .server))
    }

    /// 0.2 J are less than the 0.36 J of the cheapest.
    @Test("falls back to the device's cheapest variant where no allowance pays one")
    func fallback() {
        var rule = MCDNNRule([Self.face], Samples.configuration())
        _ = rule.handle(.connectionChanged(isUp: false), at: .origin)

        #expect(rule.handle(Samples.request(), at: .origin) == Samples.run(3, .device))
        #expect(abs(rule.left.joules - (7_200 - 0.36 - 4.44)) < 1e-9)
        #expect(rule.handle(Samples.request(), at: Samples.at(1)) == Samples.run(3, .device))
        #expect(abs(rule.left.joules - (7_200 - 2 * 0.36 - 4.44)) < 1e-9)
    }

    @Test("drops what nothing can pay, and starts cold after it")
    func drop() {
        var rule = MCDNNRule([Self.face], Samples.configuration(joules: 4.7, dollars: 0))

        // Load and compute of D10 are 4.8 J.
        #expect(rule.handle(Samples.request(), at: .origin) == [.drop(application: 0)])

        _ = rule.handle(.budgetsRead(Charge(joules: 0.01, dollars: 0.1)), at: Samples.at(1))
        // D8 would be paid, and is too slow.
        #expect(rule.handle(Samples.request(), at: Samples.at(1)) == Samples.run(2, .server))
    }

    /// Of 4e-6 $/s, 0.5/s alone pays 8e-6 $ = 44 ms; beside 2/s it pays 0.5·4e-6/(4 + 0.25) = 4.7e-7 $ = 2.6 ms.
    @Test("shares the allowance by squared rates with those at the same place")
    func sharedAllowance() {
        let cheap = Samples.variant("cheap", accuracy: 0.5, serverMilliseconds: 2.6, joules: nil)
        let middle = Samples.variant("middle", accuracy: 0.6, serverMilliseconds: 2.7, joules: nil)
        let large = Samples.variant("large", accuracy: 0.9, serverMilliseconds: 44, joules: nil)
        let slow = Application(name: "slow", rate: 0.5, variants: [cheap, middle, large])
        let fast = Application(name: "fast", rate: 2, variants: [cheap])
        var rule = MCDNNRule([slow, fast], Samples.configuration(dollars: 4e-6 * 36_000))

        #expect(rule.handle(Samples.request(0), at: .origin) == Samples.run(0, 2, .server))
        #expect(rule.handle(Samples.request(1), at: .origin) == Samples.run(1, 0, .server))
        _ = rule.handle(.budgetsRead(Charge(joules: 7_200, dollars: 4e-6 * 36_000)), at: .origin)
        #expect(rule.handle(Samples.request(0), at: .origin) == Samples.run(0, 0, .server))
    }

    /// At 18,000 s of 36,000 s with 7,200 J left, 0.4 J each; a load of 36 J costs 36·18,000/18,000 J of it, 0.002 J each.
    @Test("charges a move to the device with as many loads as there were", arguments: [(0.397, true), (0.399, false)])
    func amortizedLoads(joules: Double, moves: Bool) {
        let near = Samples.variant("near", accuracy: 0.9, serverMilliseconds: nil, joules: joules, loadJoules: 36)
        let far = Samples.variant("far", accuracy: 0.5, serverMilliseconds: 1, joules: nil)
        var rule = MCDNNRule(
            [Application(name: "one", rate: 1, variants: [near, far])],
            Samples.configuration(joules: 0, dollars: 1)
        )

        #expect(rule.handle(Samples.request(), at: .origin) == Samples.run(1, .server))
        _ = rule.handle(.budgetsRead(Charge(joules: 7_200, dollars: 1)), at: Samples.at(18_000))
        #expect(
            rule.handle(Samples.request(), at: Samples.at(18_000))
                == Samples.run(moves ? 0 : 1, moves ? .device : .server)
        )
    }

    @Test("takes the server where both places are equally accurate")
    func ties() {
        let both = Samples.variant("both", accuracy: 0.5, serverMilliseconds: 1, joules: 0.1)
        var rule = MCDNNRule([Application(name: "one", rate: 1, variants: [both])], Samples.configuration())

        #expect(rule.handle(Samples.request(), at: .origin) == Samples.run(0, .server))
    }

    @Test("runs a head for nothing on the trunk of the same frame, and where that ran")
    func heads() {
        let trunk = Samples.variant("D", accuracy: 0.7, serverMilliseconds: 5, joules: 0.1)
        let head = Samples.variant("D", accuracy: 0.9, serverMilliseconds: 5, joules: 0.1)
        let applications = [
            Application(name: "face", rate: 1, variants: [trunk]),
            Application(name: "age", rate: 1, variants: [head], base: 0),
        ]
        var rule = MCDNNRule(applications, Samples.configuration())
        let shared = Choice(application: 1, variant: VariantID(index: 0), place: .server, isShared: true)

        _ = rule.handle(Samples.request(0, frame: 7), at: .origin)
        let left = rule.left
        #expect(rule.handle(Samples.request(1, frame: 7), at: .origin) == [.run(shared)])
        #expect(rule.left == left)
        #expect(rule.handle(Samples.request(1, frame: 8), at: .origin) == Samples.run(1, 0, .server))
        #expect(rule.left.dollars < left.dollars)
    }

    @Test("drops what comes after the horizon")
    func horizon() {
        var rule = MCDNNRule([Self.face], Samples.configuration())

        #expect(rule.handle(Samples.request(), at: Samples.at(36_000)) == [.drop(application: 0)])
    }

    @Test("uses specialized variants while their classes have the listed share", arguments: [(7, true), (5, false)])
    func context(frequentOfTen: Int, isSpecial: Bool) {
        let special = Variant(
            name: "C",
            accuracy: 0,
            inContext: [ContextAccuracy(share: 0.6, accuracy: 0.8)],
            device: nil,
            server: Samples.server(10, 1)
        )
        let application = Application(name: "face", rate: 1, variants: Samples.faces, special: [special])
        var rule = MCDNNRule([application], Samples.configuration())
        var last: [ApproximationAction] = []

        // What is recognized in the first 300 s does not count.
        for second in 0...300 {
            last = rule.handle(Samples.request(isFrequent: true), at: Samples.at(Double(second)))
            #expect(last == Samples.run(2, .server))
        }
        for step in 1...10 {
            let event = Samples.request(isFrequent: step <= frequentOfTen)
            last = rule.handle(event, at: Samples.at(300 + Double(step)))
        }

        let choice = Choice(application: 0, variant: VariantID(isSpecial: true, index: 0), place: .server)
        #expect(last == (isSpecial ? [.run(choice)] : Samples.run(2, .server)))
    }
}
