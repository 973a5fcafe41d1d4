import Kernel
import SimulationKit
import Testing

@Suite("What each paper claims over its own baselines")
struct ComparisonTests {
    private static let seeds: Range<UInt64> = 0..<4

    /// Three stages of 10 ms a job; batches gain nothing.
    private static let stages = TestModels.model(
        "stages",
        perSample: [10, 10, 10].map { .milliseconds($0) },
        capacity: 4
    )
    /// Three stages of 4 ms for any batch.
    private static let flat = TestModels.model(
        "flat3",
        perSample: [.zero, .zero, .zero],
        fixed: .milliseconds(4),
        capacity: 8
    )

    /// The mean over seeds of what a policy reaches with Poisson arrivals.
    private func mean(
        _ name: String,
        _ options: [String] = [],
        of model: ServedModelName,
        every gap: Double,
        budgets: ClosedRange<Double>,
        _ figure: (PaperStory) -> Double
    ) throws -> Double {
        var sum = 0.0
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let served = model == .stages ? Self.stages : Self.flat
            var world = try PaperWorld(name, options: options, models: [served])
            var arrival = 0.0
            for id in 1...200 as ClosedRange<UInt64> {
                arrival += random.gap(mean: .milliseconds(1)).milliseconds * gap
                let due = arrival + Double.random(in: budgets, using: &random)
                world.add(id, at: arrival, due: due, of: served, reads: PoissonTraffic.confidences(exits: 3, &random))
            }
            sum += figure(try world.play())
        }
        return sum / Double(Self.seeds.count)
    }

    private enum ServedModelName { case stages, flat }

    @Test("RTDeepIoT earns more than EDF, LCF and RR in overload with tight deadlines", arguments: [20.0, 14, 11])
    func imprecise(gap: Double) throws {
        let ours = try mean("rtdeepiot", of: .stages, every: gap, budgets: 20...60, \.meanReward)
        for name in ["edf", "lcf", "rr"] {
            let theirs = try mean(name, of: .stages, every: gap, budgets: 20...60, \.meanReward)
            #expect(ours > theirs + 0.01, "\(name)")
        }
    }

    @Test("DeepRT's windows let more jobs be in time than one at a time does, where batches gain")
    func windows() throws {
        let inTime: (PaperStory) -> Double = { Double($0.exits.values.count { $0 >= 2 }) }
        let ours = try mean("deeprt", of: .flat, every: 4, budgets: 60...120, inTime)
        let theirs = try mean("sedf", of: .flat, every: 4, budgets: 60...120, inTime)
        #expect(ours > 1.5 * theirs)
    }

    @Test("Fluid answers sooner on average than adaptive batching where batches gain and jobs leave early")
    func exits() throws {
        let ours = try mean("fluid", of: .flat, every: 3, budgets: 100...150, \.meanResponse)
        let theirs = try mean("adaptive", of: .flat, every: 3, budgets: 100...150, \.meanResponse)
        #expect(ours < theirs)
    }
}
