package import Domain

/// What a memory is to hold in place of what it holds.
package struct PageMove: Hashable, Sendable {
    package let load: ModelID
    /// What must go to make room, the least useful first.
    package let evict: [ModelID]

    package init(load: ModelID, evict: [ModelID]) {
        self.load = load
        self.evict = evict
    }
}
