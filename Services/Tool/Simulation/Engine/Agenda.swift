/// The events of a simulation in the order of their instants; those of one instant in the order they were entered.
struct Agenda {
    private struct Entry {
        let at: Int64
        let ordinal: UInt64
        let happening: Happening

        static func precedes(_ lhs: Entry, _ rhs: Entry) -> Bool {
            lhs.at != rhs.at ? lhs.at < rhs.at : lhs.ordinal < rhs.ordinal
        }
    }

    /// A binary heap.
    private var heap: [Entry] = []
    private var nextOrdinal: UInt64 = 0
    /// The instant of the event that was taken last, in nanoseconds.
    private(set) var now: Int64 = 0
    private(set) var taken = 0

    var isEmpty: Bool { heap.isEmpty }

    /// Enters an event; one in the past happens now.
    mutating func enter(_ happening: Happening, at instant: Int64) {
        let entry = Entry(at: max(instant, now), ordinal: nextOrdinal, happening: happening)
        nextOrdinal += 1
        heap.append(entry)
        var hole = heap.count - 1
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard Entry.precedes(entry, heap[parent]) else { break }
            heap[hole] = heap[parent]
            hole = parent
        }
        heap[hole] = entry
    }

    mutating func next() -> Happening? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        now = first.at
        taken += 1
        if !heap.isEmpty { sink(last) }
        return first.happening
    }

    private mutating func sink(_ entry: Entry) {
        let count = heap.count
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < count else { break }
            if child + 1 < count, Entry.precedes(heap[child + 1], heap[child]) { child += 1 }
            guard Entry.precedes(heap[child], entry) else { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = entry
    }
}
