import Domain
import Kernel

/// The instants at which open jobs must be looked at, earliest first.
///
/// A binary heap. Jobs that are closed early stay in it until they come up or the queue is compacted, since removing
/// from the middle would cost more than it saves.
struct AlarmQueue: Sendable {
    struct Entry: Sendable {
        let instant: Instant
        let job: JobID
    }

    private var heap: [Entry] = []

    var count: Int { heap.count }
    var first: Entry? { heap.first }

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].instant < heap[parent].instant else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> Entry? {
        guard let top = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink(from: 0)
        }
        return top
    }

    /// Keeps only entries for which the predicate holds, in linear time.
    mutating func compact(keeping isKept: (JobID) -> Bool) {
        heap.removeAll { !isKept($0.job) }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while true {
            var least = parent
            let left = 2 * parent + 1
            if left < heap.count, heap[left].instant < heap[least].instant { least = left }
            if left + 1 < heap.count, heap[left + 1].instant < heap[least].instant { least = left + 1 }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
