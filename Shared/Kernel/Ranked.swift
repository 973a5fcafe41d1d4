/// An identifier in its place in an order: by rank, ties by identifier.
package struct Ranked: Hashable, Sendable, Comparable {
    package let rank: Int64
    package let id: UInt64

    package init(rank: Int64, id: UInt64) {
        self.rank = rank
        self.id = id
    }

    package static func < (lhs: Ranked, rhs: Ranked) -> Bool {
        lhs.rank != rhs.rank ? lhs.rank < rhs.rank : lhs.id < rhs.id
    }
}
