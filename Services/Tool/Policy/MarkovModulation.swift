import Kernel

/// A Poisson process whose rate jumps between two values: the on-off bursts of an MMPP.
struct MarkovModulation: Sendable {
    private let rates: [Double]
    private let meanSeconds: Double
    private var state = 0
    private var untilJump: Double

    init(rates: [Double], meanSeconds: Double, generator: inout SeededGenerator) {
        self.rates = rates
        self.meanSeconds = meanSeconds
        untilJump = generator.exponential(mean: meanSeconds)
    }

    /// The time to the next arrival, over as many jumps as fall before it.
    ///
    /// Exponential times have no memory, so a gap that a jump cuts short is drawn anew at the other rate.
    mutating func next(_ generator: inout SeededGenerator) -> Double {
        var waited = 0.0
        while true {
            let rate = rates[state]
            let gap = rate > 0 ? generator.exponential(mean: 1 / rate) : .infinity
            guard gap >= untilJump else {
                untilJump -= gap
                return waited + gap
            }
            waited += untilJump
            state = 1 - state
            untilJump = generator.exponential(mean: meanSeconds)
        }
    }
}
