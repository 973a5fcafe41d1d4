import Kernel

extension Scenario {
    /// Requests per second of that model that are to be expected, for rules that must be told.
    func expectedRate(of model: Int) -> Double {
        sources.filter { $0.model == model }.reduce(0) { sum, source in
            let deadline = (source.deadline.lowerBound.seconds + source.deadline.upperBound.seconds) / 2
            switch source.arrivals {
            case .open(_, let rate): return sum + rate * loadFactor
            case .load(_, let share): return sum + share * fullDepthCapacity(of: model) * loadFactor
            case .closed(let clients, let pause), .steady(let clients, let pause):
                return sum + Double(clients) / max(1e-6, deadline + pause.seconds)
            case .streams(let spec):
                let frames = (spec.framesPerSecond.lowerBound + spec.framesPerSecond.upperBound) / 2
                return sum + Double(spec.count) * loadFactor * frames
            case .recorded(let arrivals): return sum + Double(arrivals.count) / max(1e-6, length.seconds)
            }
        }
    }
}
