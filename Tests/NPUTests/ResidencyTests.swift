import NPU
import Testing

@Suite("Activations at hand")
struct ResidencyTests {
    private static func moves(after last: [Int], before next: [Int]) -> Residency<Int>.Moves {
        var residency = Residency<Int>()
        residency.stay(last)
        return residency.moves(before: next)
    }

    @Test("a batch that goes on is not moved")
    func goesOn() {
        let moves = Self.moves(after: [1, 2, 3], before: [1, 2, 3])
        #expect(moves.leaving.isEmpty && moves.shifted.isEmpty && moves.arriving.isEmpty)
    }

    @Test("survivors before the first gap stay, those behind it are moved together")
    func gap() {
        let moves = Self.moves(after: [1, 2, 3, 4, 5], before: [1, 3, 5])
        #expect(moves.leaving == [2, 4])
        #expect(moves.shifted == [3, 5])
        #expect(moves.arriving.isEmpty)
    }

    @Test("who is put off leaves, who comes or comes back arrives")
    func overtaking() {
        let away = Self.moves(after: [1, 2], before: [3])
        #expect(away.leaving == [1, 2] && away.shifted.isEmpty && away.arriving == [3])
        let back = Self.moves(after: [3], before: [1, 2, 3])
        #expect(back.leaving.isEmpty && back.shifted.isEmpty && back.arriving == [1, 2])
    }

    @Test("who merely stands elsewhere in the batch is not moved")
    func reordered() {
        let moves = Self.moves(after: [1, 2, 3], before: [3, 1, 2])
        #expect(moves.leaving.isEmpty && moves.shifted.isEmpty && moves.arriving.isEmpty)
    }

    @Test("nobody is at hand at first and after a stop")
    func nobody() {
        #expect(Residency<Int>().moves(before: [1]).arriving == [1])
        var residency = Residency<Int>()
        residency.stay([1, 2])
        residency.clear()
        let moves = residency.moves(before: [1, 2])
        #expect(moves.leaving.isEmpty && moves.arriving == [1, 2])
    }
}
