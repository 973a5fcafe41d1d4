/// Streams of one source: how many, how fast, and how they come and go.
package struct StreamSpec: Hashable, Sendable {
    package var count: Int
    /// Each stream draws its rate uniformly, frames per second.
    package var framesPerSecond: ClosedRange<Double>
    /// Streams ask one after the other over this time, evenly but for their own phase.
    package var joinOver = Duration.zero
    /// How many frames each stream sends, uniform; `nil`: until the end.
    package var frames: ClosedRange<Int>?
    /// By how much a frame may be early or late against its period.
    package var jitter = Duration.zero

    package init(count: Int, framesPerSecond: ClosedRange<Double>) {
        self.count = count
        self.framesPerSecond = framesPerSecond
    }
}
