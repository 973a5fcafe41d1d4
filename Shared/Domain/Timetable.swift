/// What non-preemptive EDF makes of known work if everything takes its bound, as DeepRT's imitator foresees it, and a way to keep it.
///
/// Intuition: the imitator's verdict alone promises nothing, because work that ends early can let a long and less urgent piece
/// begin just before an urgent one is released. A lane that never starts a piece before its planned start ends every piece by
/// its planned end, whatever runs short: then the verdict holds. The time before the next planned start is free for other work.
package struct Timetable: Hashable, Sendable {
    /// One piece of work; instants and lengths in nanoseconds.
    package struct Piece: Hashable, Sendable {
        package let id: Int
        package let release: Int64
        package let bound: Int64
        package let deadline: Int64

        package init(id: Int, release: Int64, bound: Int64, deadline: Int64) {
            self.id = id
            self.release = release
            self.bound = bound
            self.deadline = deadline
        }
    }

    package struct Entry: Hashable, Sendable {
        package let piece: Piece
        package let start: Int64

        package var end: Int64 { start + piece.bound }
        package var isInTime: Bool { end <= piece.deadline }
    }

    /// In the order of their starts.
    package let entries: [Entry]

    /// Plays the pieces through.
    ///
    /// - Parameters:
    ///   - pieces: In any order.
    ///   - start: When the lane is free.
    package init(_ pieces: [Piece], from start: Int64 = 0) {
        var coming = pieces.sorted { ($0.release, $0.id) < ($1.release, $1.id) }[...]
        var waiting: [Piece] = []
        var entries: [Entry] = []
        var now = start
        while !coming.isEmpty || !waiting.isEmpty {
            if waiting.isEmpty, let next = coming.first { now = max(now, next.release) }
            while let next = coming.first, next.release <= now {
                let place = waiting.firstIndex { ($0.deadline, $0.id) < (next.deadline, next.id) } ?? waiting.endIndex
                waiting.insert(next, at: place)  // The most urgent one last.
                coming.removeFirst()
            }
            guard let piece = waiting.popLast() else { continue }
            entries.append(Entry(piece: piece, start: now))
            now += piece.bound
        }
        self.entries = entries
    }

    package var isInTime: Bool { entries.allSatisfy(\.isInTime) }

    /// How long other work may run at `now` before the entry of that index is to start; zero if it is due.
    package func gap(before index: Int, at now: Int64) -> Int64 {
        index < entries.count ? max(0, entries[index].start - now) : .max
    }
}
