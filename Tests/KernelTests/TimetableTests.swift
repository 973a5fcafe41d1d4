import Domain
import Testing

@Suite("Timetables of known work")
struct TimetableTests {
    /// A (2 long, due at 10), L (5 long, released at 1, due at 20) and H (2 long, released at 2, due at 5).
    private static let pieces = [
        Timetable.Piece(id: 0, release: 0, bound: 2, deadline: 10),
        Timetable.Piece(id: 1, release: 1, bound: 5, deadline: 20),
        Timetable.Piece(id: 2, release: 2, bound: 2, deadline: 5),
    ]

    /// Non-preemptive EDF without a table: what DeepRT's worker does.
    private static func ends(lasting lengths: [Int64], table: Timetable?) -> [Int: Int64] {
        var ends: [Int: Int64] = [:]
        var now: Int64 = 0
        while ends.count < pieces.count {
            let next: Timetable.Piece?
            if let table {
                let entry = table.entries[ends.count]
                now = max(now, entry.start)
                next = entry.piece
            } else {
                next = pieces.filter { ends[$0.id] == nil && $0.release <= now }.min { $0.deadline < $1.deadline }
            }
            guard let next else {
                now += 1
                continue
            }
            now += lengths[next.id]
            ends[next.id] = now
        }
        return ends
    }

    @Test("the imitator's verdict is broken by work that ends early, and kept by the table")
    func anomaly() {
        let table = Timetable(Self.pieces)
        #expect(table.isInTime)
        #expect(table.entries.map(\.piece.id) == [0, 2, 1])
        #expect(Self.ends(lasting: [2, 5, 2], table: nil)[2] == 4)
        #expect(Self.ends(lasting: [1, 5, 2], table: nil)[2] == 8)  // Due at 5.
        #expect(Self.ends(lasting: [1, 5, 2], table: table)[2] == 4)
        #expect(table.gap(before: 1, at: 1) == 1)
        #expect(table.gap(before: 1, at: 3) == 0)
    }

    @Test("no piece ends after its planned end, whatever runs short", arguments: UInt64(0)..<200)
    func sustainable(seed: UInt64) {
        var state = seed
        func draw(_ range: ClosedRange<Int64>) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return range.lowerBound + Int64(state >> 33) % (range.upperBound - range.lowerBound + 1)
        }
        let pieces = (0..<8).map { id in
            let release = draw(0...40)
            return Timetable.Piece(id: id, release: release, bound: draw(1...6), deadline: release + draw(5...60))
        }
        let table = Timetable(pieces)
        var now: Int64 = 0
        for entry in table.entries {
            now = max(now, entry.start) + draw(1...entry.piece.bound)
            #expect(now <= entry.end)
            #expect(entry.start >= entry.piece.release)
        }
        #expect(table.entries.count == pieces.count)
    }

    @Test("a late piece is seen, and a lane that is busy at first starts later")
    func late() {
        #expect(!Timetable(Self.pieces, from: 4).isInTime)
        #expect(Timetable([], from: 5).isInTime)
    }
}
