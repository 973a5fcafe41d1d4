/// The constants by which pages are chosen.
package struct PagingConfiguration: Hashable, Sendable {
    /// How fast what was asked for is forgotten: after so long a request counts half.
    package var halfLife: Duration
    /// For how long a page is taken to be of use when it is weighed against the time of loading it.
    package var horizon: Duration
    /// Of what a page is worth, the share by which that must exceed the worth of what goes for it, 0…1.
    package var margin: Double
    /// A page stays for at least so many times what loading it takes.
    package var leastStay: Int

    package init(
        halfLife: Duration = .seconds(5),
        horizon: Duration = .seconds(10),
        margin: Double = 0.2,
        leastStay: Int = 10
    ) {
        precondition(halfLife > .zero && horizon > .zero && leastStay >= 0, "times are positive")
        self.halfLife = halfLife
        self.horizon = horizon
        self.margin = margin
        self.leastStay = leastStay
    }
}
