import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("The reward table of RTDeepIoT")
struct RewardTableTests {
    @Test("earns what trying all depths earns, for rewards that are whole quanta", arguments: Seeds.upTo(1_200))
    func exact(seed: UInt64) {
        let instance = RewardInstance(seed: seed, quantum: 0.05)
        let plan = instance.plan(step: 0.05)
        #expect(plan.map { instance.value(of: $0) == nil } != true, "a plan keeps every deadline")
        let earned = plan.flatMap(instance.value(of:))
        let optimum = instance.optimum()
        #expect((earned == nil) == (optimum == nil))
        #expect(abs((earned ?? 0) - (optimum ?? 0)) < 1e-6)
    }

    @Test("comes as near to the optimum as the quantum is small", arguments: Seeds.upTo(300))
    func limit(seed: UInt64) throws {
        let instance = RewardInstance(seed: seed)
        guard let optimum = instance.optimum() else { return }
        for step in [0.1, 0.01, 0.0005] {
            let earned = try #require(instance.plan(step: step).flatMap(instance.value(of:)))
            #expect(earned <= optimum + 1e-9)
            #expect(earned >= optimum - Double(instance.tasks.count) * step)
        }
    }

    @Test("is within ε of the optimum with Δ = ε·R/N", arguments: [0.05, 0.1, 0.3], Seeds.upTo(300))
    func approximation(epsilon: Double, seed: UInt64) throws {
        let instance = RewardInstance(seed: seed)
        guard let optimum = instance.optimum() else { return }
        let single =
            instance.tasks.flatMap { task in
                task.options.filter { $0.time <= task.deadline }.map(\.reward)
            }.max() ?? 0
        // The largest single reward that some full plan earns is a lower bound on the optimum; so is any that is below it.
        let step = epsilon * min(single, optimum) / Double(instance.tasks.count)
        let earned = try #require(instance.plan(step: step).flatMap(instance.value(of:)))
        #expect(earned >= (1 - epsilon) * optimum - 1e-9)
    }

    @Test("kept rows and recomputed rows say the same", arguments: Seeds.upTo(200))
    func increments(seed: UInt64) {
        let items = RewardInstance(seed: seed).items(step: 0.02)
        var random = SeededGenerator(seed: seed)
        var kept = RewardTable()
        for item in items where !kept.append(item) { return }
        let rank = Int.random(in: 0...items.count, using: &random)
        let newcomer = RewardItem(
            cap: rank < items.count ? items[rank].cap : items[rank - 1].cap,
            options: [.init(time: 1, reward: 20), .init(time: 3, reward: 35)]
        )
        let whole = items[..<rank] + [newcomer] + items[rank...]
        kept.truncate(to: rank)
        #expect(kept.count == rank)
        var fresh = RewardTable()
        let before = kept.work
        let keptAll = whole[rank...].allSatisfy { kept.append($0) }
        let freshAll = whole.allSatisfy { fresh.append($0) }
        #expect(keptAll == freshAll)
        #expect(kept.best == fresh.best)
        if keptAll, rank > 0 { #expect(kept.work - before < fresh.work) }
    }

    @Test("costs at most N²·(L + 1)/Δ steps, and fewer with a coarser quantum", arguments: Seeds.upTo(5))
    func cost(seed: UInt64) {
        for tasks in [5, 10, 20] {
            var costs: [Int] = []
            for step in [0.1, 0.01] {
                var random = SeededGenerator(seed: seed)
                var table = RewardTable()
                for _ in 0..<tasks {
                    let options = (0..<4).map { _ in
                        let reward = RewardTable.quanta(Double.random(in: 0.1...1, using: &random), step: step)
                        return RewardItem.Option(time: Int64.random(in: 1...1_000, using: &random), reward: reward)
                    }
                    table.append(RewardItem(cap: 1_000_000, options: options))
                }
                #expect(Double(table.work) <= Double(tasks * (tasks + 1)) / 2 * (1 / step) * 5)
                costs.append(table.work)
            }
            #expect(costs[0] < costs[1])
        }
    }

    @Test("a task that needs nothing more is not late, and of equal ends the first option counts")
    func edges() {
        let settled = RewardItem(cap: 3, options: [.init(time: 0, reward: 4), .init(time: 1, reward: 9)])
        let twin = RewardItem(cap: 15, options: [.init(time: 5, reward: 2), .init(time: 5, reward: 2)])
        let late = RewardItem(cap: 15, options: [.init(time: 1, reward: 1)])
        var table = RewardTable(start: 10)
        let taken = [settled, twin, late].map { table.append($0) }
        #expect(taken == [true, true, false])
        #expect(table.count == 2)
        #expect(table.best == RewardTable.Plan(reward: 6, options: [0, 0]))
        #expect(RewardTable().best == RewardTable.Plan(reward: 0, options: []))
    }

    @Test("a multiple of the quantum keeps all its quanta, and nonsense is worth nothing")
    func quanta() {
        #expect(RewardTable.quanta(0.3, step: 0.1) == 3)
        #expect(RewardTable.quanta(0.29, step: 0.1) == 2)
        #expect([-1, .nan, .infinity, 0].map { RewardTable.quanta($0, step: 0.1) } == [0, 0, 0, 0])
    }
}
