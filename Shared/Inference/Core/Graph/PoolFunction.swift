/// How a pool sums up its window.
package enum PoolFunction: Equatable, Sendable {
    case maximum
    /// The mean; with `countsPadding` the divisor is the window's full size even at the border.
    case average(countsPadding: Bool)
}
