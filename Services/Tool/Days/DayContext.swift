/// When and how a few classes dominate a stream, as the generator of MCDNN's authors has it.
package struct DayContext: Hashable, Sendable {
    /// How many classes there are.
    package var classes = 200
    /// How many of them dominate in context; the first ones.
    package var dominant: Int
    /// The dominant classes' share in context.
    package var share: Double
    package var duration: Duration
    /// With which probability a request out of context begins one.
    package var onset = 0.001
    /// The classes that a specialized variant is made for, and that its detector counts.
    package var specialized = 7

    package init(dominant: Int, share: Double, duration: Duration) {
        precondition(dominant > 0 && dominant < classes, "some classes dominate, not all")
        precondition((0...1).contains(share), "a share lies between 0 and 1")
        self.dominant = dominant
        self.share = share
        self.duration = duration
    }
}
