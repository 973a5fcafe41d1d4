import Kernel

/// The classes that were recognized on one stream within a time, and how many of each.
///
/// Bounded: beyond ``limit`` the oldest go before their time, which makes the window shorter and the detector quicker.
struct ClassWindow: Sendable {
    static let limit = 4_096

    private let length: Duration
    private var entries: [(at: Instant, classIndex: Int)] = []
    /// How many entries at the front are gone; the array is cut when half of it is.
    private var start = 0
    private(set) var counts: [Int]

    init(length: Duration, classCount: Int) {
        self.length = length
        counts = [Int](repeating: 0, count: classCount)
    }

    var count: Int { entries.count - start }

    mutating func add(_ classIndex: Int, at now: Instant) {
        if count == Self.limit { removeFirst() }
        entries.append((now, classIndex))
        counts[classIndex] += 1
    }

    mutating func forget(before now: Instant) {
        while start < entries.count, entries[start].at <= now - length { removeFirst() }
    }

    private mutating func removeFirst() {
        counts[entries[start].classIndex] -= 1
        start += 1
        if start * 2 > entries.count {
            entries.removeFirst(start)
            start = 0
        }
    }

    /// The share of what was recognized that these classes have; 0 of nothing.
    func share(of classes: [Int]) -> Double {
        count == 0 ? 0 : Double(classes.reduce(0) { $0 + counts[$1] }) / Double(count)
    }

    /// The fewest classes that together have the share, ascending.
    ///
    /// - Returns: At most so many; `nil` if it takes more.
    func dominating(share: Double, limit: Int) -> [Int]? {
        let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
        let found = (1...max(1, limit)).lazy.map { Array(order.prefix($0)) }.first { self.share(of: $0) >= share }
        return found?.sorted()
    }
}
