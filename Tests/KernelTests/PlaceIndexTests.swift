import Kernel
import Testing

@Suite("An index of places")
struct PlaceIndexTests {
    @Test("agrees with a dictionary after any changes, and gives no place twice", arguments: UInt64(0)..<40)
    func agreesWithDictionary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var index = PlaceIndex()
        var model: [UInt64: Int] = [:]
        // Few numbers that collide often, and now and then one from anywhere.
        for _ in 0..<4_000 {
            let isNear = Int.random(in: 0..<8, using: &random) > 0
            let id = isNear ? UInt64.random(in: 0..<300, using: &random) << 52 : random.next()
            if Int.random(in: 0..<2, using: &random) == 0 {
                let (place, isNew) = index.enter(id)
                #expect(isNew == (model[id] == nil))
                #expect(isNew ? !model.values.contains(place) : model[id] == place)
                model[id] = place
            } else {
                #expect(index.leave(id) == model.removeValue(forKey: id))
            }
            #expect(index.count == model.count)
        }
        for (id, place) in model { #expect(index.place(of: id) == place) }
        for id in 0..<UInt64(300) { #expect(index.place(of: id << 52) == model[id << 52]) }
    }

    @Test("uses places again, so that an array behind it stays as long as it ever was full")
    func reuses() {
        var index = PlaceIndex()
        for round in 0..<UInt64(50) {
            for id in 0..<UInt64(100) { #expect(index.enter(round * 1_000 + id).place < 100) }
            for id in 0..<UInt64(100) { #expect(index.leave(round * 1_000 + id) != nil) }
        }
        #expect(index.count == 0)
        #expect(index.place(of: 7) == nil)
    }
}
