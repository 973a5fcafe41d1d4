/// The attributes of a slice before operator set 10.
package struct SliceBounds: Equatable, Sendable {
    package var starts: [Int]
    package var ends: [Int]
    /// Nil stands for the leading axes.
    package var axes: [Int]?
}
