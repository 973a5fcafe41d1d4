/// The most machine time that items with release times and deadlines can be given by one machine that divides at will.
struct FluidCapacity {
    /// Nanoseconds of work per nanosecond.
    let speed: Double

    /// What earliest deadline first spends; work whose deadline comes is given up.
    func spent(_ items: [(begin: Int64, end: Int64, cost: Double)]) -> Double {
        let arrivals = items.sorted { $0.begin < $1.begin }
        var waiting = DeadlineHeap()
        var spent = 0.0
        var now = 0.0
        var next = 0
        while next < arrivals.count || !waiting.isEmpty {
            if waiting.isEmpty, next < arrivals.count { now = max(now, Double(arrivals[next].begin)) }
            while next < arrivals.count, Double(arrivals[next].begin) <= now {
                waiting.insert(end: Double(arrivals[next].end), cost: arrivals[next].cost)
                next += 1
            }
            guard let first = waiting.first else { continue }
            guard first.end > now else {
                waiting.removeFirst()
                continue
            }
            let until = min(first.end, next < arrivals.count ? Double(arrivals[next].begin) : .infinity)
            let work = min(first.cost, (until - now) * speed)
            spent += work
            if work >= first.cost {
                waiting.removeFirst()
                now += work / speed
            } else {
                waiting.reduceFirst(by: work)
                now = until
            }
        }
        return spent
    }
}

/// Work by deadline, the earliest first; a binary heap.
private struct DeadlineHeap {
    private var heap: [(end: Double, cost: Double)] = []

    var isEmpty: Bool { heap.isEmpty }
    var first: (end: Double, cost: Double)? { heap.first }

    mutating func reduceFirst(by work: Double) { heap[0].cost -= work }

    mutating func insert(end: Double, cost: Double) {
        heap.append((end, cost))
        var child = heap.count - 1
        while child > 0, heap[child].end < heap[(child - 1) / 2].end {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].end < heap[least].end
            {
                least = child
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
