/// What the emulation of a device says of one sample's run of one stage.
package struct StageEmulation: Equatable, Sendable {
    /// How much later than modeled the result came; zero while that is within ``EmulatedEngine/tolerance``.
    package let lag: Duration
    /// The sample's share of the modeled energy.
    package let joules: Double

    package init(lag: Duration, joules: Double) {
        self.lag = lag
        self.joules = joules
    }

    package static func + (one: StageEmulation, other: StageEmulation) -> StageEmulation {
        StageEmulation(lag: one.lag + other.lag, joules: one.joules + other.joules)
    }
}
