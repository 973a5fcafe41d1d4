/// What has become of a stream's frames.
package struct StreamTally: Hashable, Sendable {
    package var frames = 0
    /// Frames beyond the promised rate or number.
    package var excess = 0
    /// Frames that came while no promise was there.
    package var uncovered = 0
    package var inTime = 0
    package var late = 0
    /// Frames that got an error.
    package var failed = 0

    package init() {}
}
