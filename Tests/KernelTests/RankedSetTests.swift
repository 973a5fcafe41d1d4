import Kernel
import Testing

@Suite("A ranked set")
struct RankedSetTests {
    @Test("agrees with a sorted array after any insertions and removals", arguments: UInt64(0)..<40)
    func agreesWithSortedArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var set = RankedSet()
        var model: [Ranked] = []
        for id in 0..<UInt64(1_500) {
            if Int.random(in: 0..<3, using: &random) > 0 || model.isEmpty {
                let element = Ranked(rank: Int64.random(in: 0..<200, using: &random), id: id)
                set.insert(element)
                model.append(element)
            } else {
                let victim = model.remove(at: Int.random(in: 0..<model.count, using: &random))
                #expect(set.remove(victim) == true)
                #expect(set.remove(victim) == false)
            }
        }
        model.sort()
        #expect(set.count == model.count)
        #expect(set.first == model.first)
        #expect(set.last == model.last)
        #expect(set.prefix(.max) == model)
        #expect(set.prefix(7) == Array(model.prefix(7)))
        let strided = stride(from: 0, to: model.count, by: 13).map { model[$0].rank }
        #expect(set.ranks(every: 13) == strided)
        for rank in [Int64(-1), 0, 57, 199, 500] {
            let through = model.count { $0.rank <= rank }
            #expect(set.count(through: rank, limit: .max) == through)
            #expect(set.count(through: rank, limit: 5) == min(5, through))
        }
    }

    @Test("is empty again when all has been taken out")
    func empties() {
        var set = RankedSet()
        for id in 0..<UInt64(1_000) { set.insert(Ranked(rank: Int64(id % 7), id: id)) }
        for id in (0..<UInt64(1_000)).reversed() { set.remove(Ranked(rank: Int64(id % 7), id: id)) }
        #expect(set.isEmpty)
        #expect(set.first == nil)
        #expect(set.prefix(3).isEmpty)
    }
}
