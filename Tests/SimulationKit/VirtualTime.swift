package import Kernel

/// The agenda of a simulation: events in the order of their instants, those of one instant in the order they were entered.
package struct VirtualTime<Event> {
    private var heap: [(at: Instant, ordinal: UInt64, event: Event)] = []
    private var nextOrdinal: UInt64 = 0
    /// The instant of the event that was taken last.
    package private(set) var now = Instant.origin

    package init() {}

    package var isEmpty: Bool { heap.isEmpty }

    /// Enters an event; one in the past happens now.
    package mutating func schedule(_ event: Event, at instant: Instant) {
        heap.append((max(instant, now), nextOrdinal, event))
        nextOrdinal += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next event and moves the time to it; `nil` when nothing is left up to that instant.
    package mutating func next(through end: Instant = .distantFuture) -> Event? {
        guard let first = heap.first, first.at <= end else { return nil }
        now = first.at
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
        return first.event
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ lhs: Int, _ rhs: Int) -> Bool {
        (heap[lhs].at, heap[lhs].ordinal) < (heap[rhs].at, heap[rhs].ordinal)
    }
}
