/// What a variant takes in the cloud tier; the price of time is a matter of configuration.
package struct ServerCost: Hashable, Sendable {
    package let load: Duration
    /// For one request at full depth.
    package let compute: Duration

    package init(load: Duration, compute: Duration) {
        precondition(load >= .zero && compute >= .zero, "times are not negative")
        self.load = load
        self.compute = compute
    }
}
