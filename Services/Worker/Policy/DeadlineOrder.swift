package import Domain
package import Kernel

/// Jobs by deadline, the most urgent first to be taken.
///
/// A sorted array: staging is bounded to a few thousand jobs, where moving the tail costs less than a heap with lazy
/// deletion, and removal by key is exact.
package struct DeadlineOrder: Sendable {
    package struct Entry: Hashable, Comparable, Sendable {
        package let deadline: Instant
        package let job: JobID

        package static func < (lhs: Entry, rhs: Entry) -> Bool {
            (lhs.deadline, lhs.job) < (rhs.deadline, rhs.job)
        }
    }

    /// Descending, so that taking the first is cheap.
    private var entries: [Entry] = []

    package init() {}

    package var count: Int { entries.count }

    package var isEmpty: Bool { entries.isEmpty }

    package var first: Entry? { entries.last }

    /// From the most urgent on.
    package var ascending: ReversedCollection<[Entry]> { entries.reversed() }

    package mutating func insert(_ job: JobID, deadline: Instant) {
        let entry = Entry(deadline: deadline, job: job)
        entries.insert(entry, at: position(of: entry))
    }

    package mutating func remove(_ job: JobID, deadline: Instant) {
        let entry = Entry(deadline: deadline, job: job)
        let index = position(of: entry)
        if index < entries.count, entries[index] == entry { entries.remove(at: index) }
    }

    /// The index of the first entry that is not later than this one.
    private func position(of entry: Entry) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] > entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
