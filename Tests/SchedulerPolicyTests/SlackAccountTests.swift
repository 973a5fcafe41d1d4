import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("The slack account")
struct SlackAccountTests {
    /// One promise that waits: its end and what it costs.
    private struct Item {
        let place: Ranked
        let cost: Int64
    }

    @Test("says what adding everything up anew would say, whatever comes and goes", arguments: Seeds.upTo(40))
    func equalsRecomputation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var tree = DemandTree()
        var items: [Item] = []
        for id in 1...400 as ClosedRange<UInt64> {
            if Int.random(in: 0..<3, using: &random) == 0, let index = items.indices.randomElement(using: &random) {
                let isGone = tree.remove(items[index].place)
                #expect(isGone)
                items.remove(at: index)
            }
            let place = Ranked(rank: Int64.random(in: 0...300, using: &random), id: id)
            items.append(Item(place: place, cost: Int64.random(in: 0...9, using: &random)))
            tree.insert(place, cost: items[items.count - 1].cost)
            let lower = Int64.random(in: -5...305, using: &random)
            let upper = lower + Int64.random(in: 0...100, using: &random)
            #expect(tree.margin(of: lower..<upper) == Self.margin(items, lower..<upper))
            #expect(tree.margin == Self.margin(items, .min..<(.max)))
            #expect(tree.sum(through: lower) == Self.sum(items, through: lower))
        }
        #expect(tree.count == items.count)
        for item in items { tree.remove(item.place) }
        #expect(tree.count == 0 && tree.sum == 0)
        let isGone = tree.remove(Ranked(rank: 1, id: 1))
        #expect(!isGone)
    }

    private static func sum(_ items: [Item], through end: Int64) -> Int64 {
        items.reduce(0) { $1.place.rank <= end ? $0 + $1.cost : $0 }
    }

    private static func margin(_ items: [Item], _ ends: Range<Int64>) -> Int64 {
        items.reduce(DemandTree.unbounded) { least, item in
            guard ends.contains(item.place.rank) else { return least }
            return min(least, item.place.rank - sum(items, through: item.place.rank))
        }
    }

    @Test(
        "with frames to come it is what the tightest of all instants leaves at which something is due",
        arguments: Seeds.upTo(60)
    )
    func comingFrames(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var account = SlackAccount()
        let coming = (0..<Int.random(in: 1...3, using: &random)).map { Self.demand(slot: $0, &random) }
        account.expect(coming)
        let now = Int64.random(in: 0...50, using: &random)
        var items: [Item] = []
        for id in 0..<UInt64(Int.random(in: 0...6, using: &random)) {
            let place = Ranked(rank: now + Int64.random(in: 20...400, using: &random), id: id)
            items.append(Item(place: place, cost: Int64.random(in: 1...12, using: &random)))
            account.insert(place, cost: items[items.count - 1].cost)
        }
        for end in [Int64.max, now + 150] {
            let slack = account.slack(from: now, at: now, before: end, upTo: 1_000)
            let tightest = Self.tightest(items, coming, at: now, before: end)
            // A balance that is not positive is told as soon as it is known not to be.
            #expect(
                slack > 0 ? slack == min(1_000, tightest) : tightest <= 0 || coming.contains { $0.utilization > 0.9 }
            )
        }
    }

    /// Over the instants at which something is due.
    private static func tightest(_ items: [Item], _ coming: [FutureDemand], at now: Int64, before end: Int64) -> Int64 {
        let steps = coming.flatMap { demand in (Int64(0)..<200).map { demand.step($0, at: now).end } }
        let dues = items.map(\.place.rank) + steps
        return dues.filter { $0 < end }.reduce(Int64.max) { least, due in
            min(least, due - now - sum(items, through: due) - coming.reduce(0) { $0 + demand($1, by: due, at: now) })
        }
    }

    private static func demand(_ coming: FutureDemand, by due: Int64, at now: Int64) -> Int64 {
        (Int64(0)..<400).reduce(0) { sum, index in
            let step = coming.step(index, at: now)
            return step.end <= due ? sum + step.demand : sum
        }
    }

    private static func demand(slot: Int, _ random: inout SeededGenerator) -> FutureDemand {
        let window = Int64.random(in: 0...40, using: &random)
        return FutureDemand(
            slot: slot,
            window: window,
            burst: Double.random(in: 0...4, using: &random),
            rate: Double.random(in: 0...0.04, using: &random),
            deadline: Int64.random(in: 10...120, using: &random),
            line: StageLine(
                fixed: Int64.random(in: 0...4, using: &random),
                perJob: Int64.random(in: 1...6, using: &random)
            )
        )
    }

    @Test("a frame that has come takes its token, and the bucket fills at the stream's rate")
    func tokens() {
        let line = StageLine(fixed: 0, perJob: 10)
        var coming = FutureDemand(slot: 0, window: 100, burst: 2, rate: 0.01, deadline: 50, line: line)
        let rise = coming.rise
        #expect(coming.step(0, at: 0) == (50, 20 + rise))
        #expect(coming.step(2, at: 0) == (250, rise))
        coming.arrive(at: 0)
        coming.arrive(at: 0)
        #expect(coming.step(0, at: 0) == (50, rise))
        #expect(coming.step(0, at: 50) == (100, 5 + rise))
        #expect(coming.step(0, at: 10_000) == (10_050, 20 + rise))
    }
}
