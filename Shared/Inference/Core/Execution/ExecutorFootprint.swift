/// The memory of one executor, in bytes.
package struct ExecutorFootprint: Equatable, Sendable {
    /// Weights in the backend's own layouts, each layout counted once.
    package var weightBytes: Int
    /// The one arena that all plans share, scratchpad included.
    package var arenaBytes: Int
    /// Activations that samples between stages refer to.
    package var activationBytes: Int
    /// Free activation blocks kept for reuse.
    package var pooledBytes: Int
}
