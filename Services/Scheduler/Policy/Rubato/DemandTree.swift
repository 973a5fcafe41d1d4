package import Kernel

/// Work in the order of its ends, with the tightest of the margins that it leaves: a treap, O(log n) for everything.
///
/// An item's margin is its end less the cost of all items through it. Every node knows the cost and the tightest margin of
/// its subtree as if nothing were before it. Weights come from a counter through a mixing function, so that a tree is the same
/// whenever the same was done to it.
package struct DemandTree: Sendable {
    private struct Node: Sendable {
        let place: Ranked
        let cost: Int64
        let weight: UInt64
        var left = -1
        var right = -1
        var sum: Int64
        var margin: Int64
    }

    /// The margin where nothing is due: more than any work takes, and far from overflow.
    package static let unbounded = Int64.max / 4

    private var nodes: [Node] = []
    private var free: [Int] = []
    private var root = -1
    private var counter: UInt64 = 0
    package private(set) var count = 0

    package var sum: Int64 { root < 0 ? 0 : nodes[root].sum }
    /// The tightest margin of all.
    package var margin: Int64 { root < 0 ? Self.unbounded : nodes[root].margin }

    package init() {}

    /// Adds an item whose place is not taken.
    package mutating func insert(_ place: Ranked, cost: Int64) {
        let index = makeNode(place, cost)
        let (lower, upper) = split(root, before: place)
        root = join(join(lower, index), upper)
        count += 1
    }

    /// Takes the item at this place out, if there is one.
    @discardableResult
    package mutating func remove(_ place: Ranked) -> Bool {
        guard cost(at: place) != nil else { return false }
        let (lower, rest) = split(root, before: place)
        let (found, upper) = split(rest, before: Ranked(rank: place.rank, id: place.id &+ 1))
        free.append(found)
        root = join(lower, upper)
        count -= 1
        return true
    }

    mutating func removeAll() {
        self = DemandTree()
    }

    func cost(at place: Ranked) -> Int64? {
        var index = root
        while index >= 0 {
            if nodes[index].place == place { return nodes[index].cost }
            index = place < nodes[index].place ? nodes[index].left : nodes[index].right
        }
        return nil
    }

    /// The cost of all items that end by that instant.
    package func sum(through end: Int64) -> Int64 {
        var index = root
        var total: Int64 = 0
        while index >= 0 {
            let node = nodes[index]
            if node.place.rank <= end {
                total += node.sum - (node.right < 0 ? 0 : nodes[node.right].sum)
                index = node.right
            } else {
                index = node.left
            }
        }
        return total
    }

    /// The tightest margin among items that end in `ends`, counting the cost of everything before them too.
    package func margin(of ends: Range<Int64>) -> Int64 {
        guard root >= 0, !ends.isEmpty else { return Self.unbounded }
        return margin(in: root, after: 0, ends.lowerBound, ends.upperBound)
    }

    private func margin(in index: Int, after before: Int64, _ lower: Int64, _ upper: Int64) -> Int64 {
        guard index >= 0 else { return Self.unbounded }
        let node = nodes[index]
        if lower == .min, upper == .max { return node.margin - before }
        if node.place.rank < lower {
            let passed = node.sum - (node.right < 0 ? 0 : nodes[node.right].sum)
            return margin(in: node.right, after: before + passed, lower, upper)
        }
        if node.place.rank >= upper { return margin(in: node.left, after: before, lower, upper) }
        let through = before + node.sum - (node.right < 0 ? 0 : nodes[node.right].sum)
        return min(
            node.place.rank - through,
            margin(in: node.left, after: before, lower, .max),
            margin(in: node.right, after: through, .min, upper)
        )
    }

    // MARK: Shape

    private mutating func makeNode(_ place: Ranked, _ cost: Int64) -> Int {
        counter &+= 0x9E37_79B9_7F4A_7C15
        let mixed = (counter ^ (counter >> 30)) &* 0xBF58_476D_1CE4_E5B9
        let weight = mixed ^ (mixed >> 27)
        let node = Node(place: place, cost: cost, weight: weight, sum: cost, margin: place.rank - cost)
        guard let index = free.popLast() else {
            nodes.append(node)
            return nodes.count - 1
        }
        nodes[index] = node
        return index
    }

    /// Cuts a subtree in what lies before the place and the rest.
    private mutating func split(_ index: Int, before place: Ranked) -> (lower: Int, upper: Int) {
        guard index >= 0 else { return (-1, -1) }
        if nodes[index].place < place {
            let (lower, upper) = split(nodes[index].right, before: place)
            nodes[index].right = lower
            recount(index)
            return (index, upper)
        }
        let (lower, upper) = split(nodes[index].left, before: place)
        nodes[index].left = upper
        recount(index)
        return (lower, index)
    }

    /// Joins two subtrees of which the first lies wholly before the second.
    private mutating func join(_ lower: Int, _ upper: Int) -> Int {
        guard lower >= 0 else { return upper }
        guard upper >= 0 else { return lower }
        if nodes[lower].weight > nodes[upper].weight {
            nodes[lower].right = join(nodes[lower].right, upper)
            recount(lower)
            return lower
        }
        nodes[upper].left = join(lower, nodes[upper].left)
        recount(upper)
        return upper
    }

    private mutating func recount(_ index: Int) {
        let (left, right) = (nodes[index].left, nodes[index].right)
        var through = nodes[index].cost
        var margin = Self.unbounded
        if left >= 0 {
            through += nodes[left].sum
            margin = nodes[left].margin
        }
        margin = min(margin, nodes[index].place.rank - through)
        if right >= 0 {
            margin = min(margin, nodes[right].margin - through)
            through += nodes[right].sum
        }
        nodes[index].sum = through
        nodes[index].margin = margin
    }
}
