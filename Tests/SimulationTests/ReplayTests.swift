import Approximation
import Days
import Kernel
import Simulation
import Testing
import ToolPolicy

@Suite("Days with real answers")
struct ReplayTests {
    private static let images = 400

    /// Image `i` is of class `i / 2 % 4`; its first exit is sure and right if it is of class 0, its second always right.
    private static let labels = (0..<images).map { UInt8($0 / 2 % 4) }

    private static func model(_ thresholds: [Float] = [0.8, 2]) -> ReplayedModel {
        let records = ExitRecords(
            model: "toy/1",
            confidences: labels.map { [$0 == 0 ? 0.9 : 0.5, 0.95] },
            isRight: labels.map { [$0 == 0, true] }
        )
        return ReplayedModel(records, work: [0.25, 1], thresholds: thresholds)
    }

    private static func task() -> ReplayedTask {
        ReplayedTask(general: [model()], special: [], labels: labels, dominant: [2])
    }

    /// One application on the device only: 2 J for the whole network.
    private static func scenario(_ exits: [VariantExit], joules: Double) -> DayScenario {
        let variant = Variant(
            name: "toy",
            accuracy: 1,
            exits: exits,
            device: DeviceCost(load: .zero, compute: .milliseconds(1), loadJoules: 0, computeJoules: 2),
            server: nil
        )
        var configuration = ApproximationConfiguration()
        configuration.horizon = .seconds(1_000)
        configuration.budget = Charge(joules: joules, dollars: 0)
        var scenario = DayScenario(
            name: "toy",
            applications: [Application(name: "toy", rate: 1, variants: [variant])],
            contexts: [nil],
            outages: [],
            configuration: configuration
        )
        scenario.replays = [task()]
        return scenario
    }

    @Test("an image ends at the first exit that is sure enough, and takes the work up to there")
    func ends() {
        let model = Self.model()
        #expect(model.end(of: 0, depth: 0) == ReplayedModel.End(exit: 0, isRight: true, work: 0.25))
        #expect(model.end(of: 2, depth: 0) == ReplayedModel.End(exit: 1, isRight: true, work: 1))
        #expect(model.end(of: 0, depth: 1) == ReplayedModel.End(exit: 1, isRight: true, work: 1))
        #expect(model.relative(to: 0.5).end(of: 0, depth: 0).work == 0.5)
        let mean = model.mean(over: [0, 2, 4, 6], depth: 0)
        #expect(mean.accuracy == 1 && mean.work == (0.25 + 3) / 4)
    }

    @Test("days are played with images that no catalog was reckoned from, dominant classes first")
    func halves() {
        let task = Self.task()
        #expect(task.classes == [2, 0, 1, 3])
        for (place, label) in task.classes.enumerated() {
            #expect(task.images[place].allSatisfy { Self.labels[Int($0)] == label })
            let planned = ReplayedTask.images(Self.labels, of: label, isPlayed: false)
            #expect(Set(planned).isDisjoint(with: task.images[place]))
            #expect(planned.count + task.images[place].count == Self.images / 4)
        }
    }

    @Test("images come as their classes do: in context the dominant ones mostly")
    func images() {
        var scenario = Self.scenario([], joules: 1)
        var context = DayContext(dominant: 1, share: 0.9, duration: .seconds(1_000))
        (context.classes, context.specialized, context.onset) = (4, 1, 1)
        scenario.contexts = [context]
        let arrivals = DayTrace(scenario).arrivals
        for arrival in arrivals {
            let label = arrival.image.map { Self.labels[$0] }
            #expect((label == 2) == arrival.request.isFrequent)
        }
        let share = Double(arrivals.count { $0.request.isFrequent == true }) / Double(arrivals.count)
        #expect(abs(share - 0.9) < 0.05)
    }

    @Test("every answer is right or wrong, and costs what its image took")
    func costs() {
        let exits = [VariantExit(work: 0.8125, accuracy: 1)]
        let scenario = Self.scenario(exits, joules: 1e6)
        let trace = DayTrace(scenario)
        var deep = DayRun(MCDNNRule(scenario.applications, scenario.configuration), scenario, trace)
        let whole = deep.tally()
        #expect(whole.all.right == Double(whole.all.offered))
        #expect(abs(whole.spent.joules - 2 * Double(whole.all.offered)) < 1e-6)

        // Too little for whole networks: those that leave early make up for the others.
        let short = Self.scenario(exits, joules: 0.85 * whole.spent.joules)
        var shallow = DayRun(DepthsAsVariants(short.applications, short.configuration), short, trace)
        let tally = shallow.tally()
        let early = Double(trace.arrivals.count { $0.image.map { Self.labels[$0] == 0 } ?? false })
        let all = Double(tally.all.offered)
        #expect(tally.violations.isEmpty)
        #expect(tally.all.dropped == 0)
        #expect(tally.spent.joules >= 2 * (all - early) + 0.5 * early - 1e-6)
        #expect(tally.spent.joules <= 0.85 * whole.spent.joules)
    }
}
