/// A depth at which a variant may answer before its end.
package struct VariantExit: Hashable, Sendable {
    /// The part of the full depth's work that has been done by then, 0…1.
    package let work: Double
    /// The share of right answers there, 0…1.
    package let accuracy: Double

    package init(work: Double, accuracy: Double) {
        precondition((0...1).contains(work) && (0...1).contains(accuracy), "shares lie between 0 and 1")
        self.work = work
        self.accuracy = accuracy
    }
}
