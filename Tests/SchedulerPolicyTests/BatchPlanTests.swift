import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("The plan of optional stages over batches")
struct BatchPlanTests {
    @Test(
        "earns what trying everything earns, but for a quantum a batch, and never breaks a cap",
        arguments: Seeds.upTo(300)
    )
    func againstTryingEverything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let batches = Self.batches(&random)
        let price = seed.isMultiple(of: 3) ? Double.random(in: 0...0.05, using: &random) : 0
        let start = Int64.random(in: 0...10, using: &random)
        let plan = BatchPlan(batches, from: start, price: price)
        let total = batches.reduce(0.0) { sum, batch in
            let most = BatchPlan.counts(batch.gains.count).map { Self.worth(batch, $0, price) }.max() ?? 0
            return sum + max(0, most)
        }
        let best = Self.best(batches[...], from: start, price)
        let earned = zip(batches, plan.counts).reduce(0.0) { $0 + Self.worth($1.0, $1.1, price) }
        #expect(Self.isInTime(batches, plan.counts, from: start))
        #expect(earned <= best + 1e-9)
        #expect(earned >= best - Double(batches.count) * total / 200 - 1e-9)
    }

    @Test("lets the surest leave where not all have time, and nobody where all have")
    func whoLeaves() {
        let batch = BatchPlan.Batch(gains: [0.4, 0.3, 0.2, 0.1], times: [10, 20, 30, 40], cap: 25)
        #expect(BatchPlan([batch], from: 0).counts == [2])
        #expect(BatchPlan([batch], from: 20).counts == [0])
        #expect(BatchPlan([batch], from: -100).counts == [4])
    }

    @Test("time is not spent on less than it is worth elsewhere")
    func price() {
        let batch = BatchPlan.Batch(gains: [0.4, 0.3, 0.05, 0.02], times: [10, 20, 30, 40], cap: 100)
        #expect(BatchPlan([batch], from: 0, price: 0.01).counts == [2])
    }

    private static func batches(_ random: inout SeededGenerator) -> [BatchPlan.Batch] {
        var cap = Int64.random(in: 5...30, using: &random)
        return (0..<Int.random(in: 1...5, using: &random)).map { _ in
            let jobs = Int.random(in: 1...6, using: &random)
            var time: Int64 = 0
            let times = (0..<jobs).map { _ in
                time += Int64.random(in: 1...8, using: &random)
                return time
            }
            cap += Int64.random(in: 0...15, using: &random)
            let gains = (0..<jobs).map { _ in Double.random(in: 0...0.5, using: &random) }.sorted(by: >)
            return BatchPlan.Batch(gains: gains, times: times, cap: cap)
        }
    }

    private static func worth(_ batch: BatchPlan.Batch, _ count: Int, _ price: Double) -> Double {
        count == 0 ? 0 : batch.gains[..<count].reduce(0, +) - price * Double(batch.times[count - 1])
    }

    private static func isInTime(_ batches: [BatchPlan.Batch], _ counts: [Int], from start: Int64) -> Bool {
        var end = start
        return zip(batches, counts).allSatisfy { batch, count in
            end += count == 0 ? 0 : batch.times[count - 1]
            return count == 0 || end <= batch.cap
        }
    }

    private static func best(_ batches: ArraySlice<BatchPlan.Batch>, from start: Int64, _ price: Double) -> Double {
        guard let batch = batches.first else { return 0 }
        return BatchPlan.counts(batch.gains.count).reduce(-Double.infinity) { most, count in
            let end = start + (count == 0 ? 0 : batch.times[count - 1])
            guard count == 0 || end <= batch.cap else { return most }
            return max(most, worth(batch, count, price) + best(batches.dropFirst(), from: end, price))
        }
    }
}
