package import Domain

/// What a memory is to hold in place of what it holds.
package struct PageMove: Hashable, Sendable {
    package let load: ModelID
    /// What must go to make room, the least useful first.
    package let evict: [ModelID]
}
