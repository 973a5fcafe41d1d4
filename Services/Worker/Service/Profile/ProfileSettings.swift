/// How much time measuring may take and how cautious the bounds are.
package struct ProfileSettings: Sendable {
    /// Of one model, without preparing it.
    package var seconds: Double
    /// The factor on the measured quantile.
    package var margin: Double

    package init(seconds: Double = 3, margin: Double = 1.2) {
        self.seconds = seconds
        self.margin = margin
    }
}
