/// What a worker is to hold in memory in place of what it holds: admission's word, performed once.
package struct PageOrder: Hashable, Sendable {
    /// Tells one order from the next.
    package let number: UInt64
    package let load: ModelID
    /// What must go to make room, first.
    package let evict: [ModelID]

    package init(number: UInt64, load: ModelID, evict: [ModelID]) {
        self.number = number
        self.load = load
        self.evict = evict
    }
}
