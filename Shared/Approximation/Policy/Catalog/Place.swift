/// Where a request is served.
package enum Place: Hashable, Sendable, CaseIterable {
    /// The cloud tier: all variants are there, every millisecond costs money, and the way there may be down.
    case server
    /// The edge device: compute and loads cost energy, and what is loaded takes memory.
    case device
}
