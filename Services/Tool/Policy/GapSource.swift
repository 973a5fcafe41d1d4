import Kernel

/// Draws the time from one arrival to the next, in seconds.
struct GapSource: Sendable {
    private enum Kind {
        case poisson(mean: Double)
        case gamma(mean: Double, variation: Double)
        case periodic(gap: Double)
        case mmpp(MarkovModulation)
        case recorded([Double])
    }

    private var kind: Kind
    private var generator: SeededGenerator
    private var count = 0

    init(pattern: ArrivalPattern, rate: Double, seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        switch pattern {
        case .poisson: kind = .poisson(mean: 1 / rate)
        case .gamma(let variation): kind = .gamma(mean: 1 / rate, variation: variation)
        case .periodic: kind = .periodic(gap: 1 / rate)
        case .mmpp(let high, let low, let mean):
            kind = .mmpp(MarkovModulation(rates: [high, low], meanSeconds: mean, generator: &generator))
        case .trace: preconditionFailure("a trace is read before it is scheduled")
        }
    }

    init(recorded offsets: [Double]) {
        generator = SeededGenerator(seed: 0)
        kind = .recorded(offsets)
    }

    mutating func next() -> Double? {
        defer { count += 1 }
        switch kind {
        case .poisson(let mean): return generator.exponential(mean: mean)
        case .gamma(let mean, let variation): return generator.gamma(mean: mean, variation: variation)
        case .periodic(let gap): return count == 0 ? 0 : gap
        case .mmpp(var modulation):
            defer { kind = .mmpp(modulation) }
            return modulation.next(&generator)
        case .recorded(let offsets):
            guard count < offsets.count else { return nil }
            return count == 0 ? offsets[0] : Swift.max(0, offsets[count] - offsets[count - 1])
        }
    }
}
