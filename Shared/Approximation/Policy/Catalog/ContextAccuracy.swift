/// What a specialized variant reaches where its dominant classes have a given share of the stream.
package struct ContextAccuracy: Hashable, Sendable {
    /// The least share, 0…1.
    package let share: Double
    /// The share of right answers, 0…1.
    package let accuracy: Double

    package init(share: Double, accuracy: Double) {
        precondition((0...1).contains(share) && (0...1).contains(accuracy), "shares lie between 0 and 1")
        self.share = share
        self.accuracy = accuracy
    }
}
