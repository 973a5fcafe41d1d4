/// How one request is served.
package struct Choice: Hashable, Sendable {
    package let application: Int
    package let variant: VariantID
    package let place: Place
    /// Its exit among the variant's depths; the last is full depth.
    package let depth: Int
    /// Whether it is a head on a trunk that has been run for this frame, and so costs nothing.
    package let isShared: Bool

    package init(application: Int, variant: VariantID, place: Place, depth: Int = 0, isShared: Bool = false) {
        self.application = application
        self.variant = variant
        self.place = place
        self.depth = depth
        self.isShared = isShared
    }
}
