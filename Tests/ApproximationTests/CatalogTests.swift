import Approximation
import Kernel
import Testing

@Suite("Variants and contexts")
struct CatalogTests {
    @Test(
        "a specialized variant is as good as its best entry of at most the share",
        arguments: [(0.5, 0), (0.6, 0.873), (0.8, 0.873), (0.92, 0.922), (1, 0.945)]
    )
    func accuracyInContext(share: Double, accuracy: Double) {
        let entries = [(0.6, 0.873), (0.8, 0.85), (0.9, 0.922), (0.95, 0.945)]
        let variant = Variant(
            name: "C3",
            accuracy: 0,
            inContext: entries.map { ContextAccuracy(share: $0.0, accuracy: $0.1) },
            device: nil,
            server: nil
        )

        #expect(variant.accuracy(atShare: share) == accuracy)
        #expect(variant.accuracy(atShare: nil) == 0)
    }

    @Test("the share of a context is that of its last window")
    func window() {
        var window = ContextWindow(length: .seconds(10), start: .origin)
        window.observe(isFrequent: true, at: Samples.at(10))
        #expect(window.share == nil)

        window.observe(isFrequent: true, at: Samples.at(11))
        #expect(window.share == 1)
        window.observe(isFrequent: false, at: Samples.at(14))
        #expect(window.share == 0.5)
        window.observe(isFrequent: false, at: Samples.at(21))
        #expect(window.share == 1.0 / 3)
        window.observe(isFrequent: false, at: Samples.at(21.001))
        #expect(window.share == 0)
    }

    @Test("the share stays right however long the stream is")
    func longWindow() {
        var window = ContextWindow(length: .seconds(1), start: .origin)
        for step in 0..<50_000 { window.observe(isFrequent: step % 4 == 0, at: Samples.at(2 + Double(step) / 100)) }

        // Of the last 101 every fourth: 49,900 to 49,996.
        #expect(window.share == 25.0 / 101 || window.share == 25.0 / 100)
    }

    @Test("a shallower exit costs its part of the work")
    func depth() {
        let exits = [VariantExit(work: 0.25, accuracy: 0.4)]
        let variant = Samples.variant("V", accuracy: 0.8, serverMilliseconds: 20, joules: 4, exits: exits)
        let application = Application(name: "one", rate: 1, variants: [variant])
        let configuration = Samples.configuration()
        func charge(_ place: Place, _ depth: Int) -> Charge {
            let choice = Choice(application: 0, variant: VariantID(index: 0), place: place, depth: depth)
            return configuration.charge(choice, of: application)
        }

        #expect(charge(.device, 0) == Charge(joules: 1, dollars: 0))
        #expect(charge(.device, 1) == Charge(joules: 4, dollars: 0))
        #expect(abs(charge(.server, 0).dollars - 5 * 1.8e-7) < 1e-18)
    }
}
