/// What a variant costs on the edge device.
package struct DeviceCost: Hashable, Sendable {
    package let load: Duration
    /// For one request at full depth.
    package let compute: Duration
    package let loadJoules: Double
    /// For one request at full depth.
    package let computeJoules: Double

    package init(load: Duration, compute: Duration, loadJoules: Double, computeJoules: Double) {
        precondition(load >= .zero && compute >= .zero, "times are not negative")
        precondition(loadJoules >= 0 && computeJoules >= 0, "energy is not negative")
        self.load = load
        self.compute = compute
        self.loadJoules = loadJoules
        self.computeJoules = computeJoules
    }
}
