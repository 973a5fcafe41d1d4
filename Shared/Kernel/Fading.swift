/// When counts of what happened lately lose weight: an eighth of it after each slice of 25 ms, so that what is looked back on is
/// about eight slices.
package struct Fading: Sendable {
    /// Nanoseconds.
    package static let slice: Int64 = 25_000_000
    private static let kept = 0.875
    /// After so many nothing is left that matters.
    private static let limit: Int64 = 64

    private var began: Int64?

    package init() {}

    /// Ends the slices that are over; the first call begins the first one.
    ///
    /// - Parameter now: Nanoseconds.
    /// - Returns: How many have ended and the share that every count keeps; `nil` if none has.
    package mutating func advance(to now: Int64) -> (slices: Int64, kept: Double)? {
        guard let last = began else {
            began = now
            return nil
        }
        let slices = (now - last) / Self.slice
        guard slices > 0 else { return nil }
        began = last + slices * Self.slice
        return (slices, (0..<min(slices, Self.limit)).reduce(1) { share, _ in share * Self.kept })
    }
}
