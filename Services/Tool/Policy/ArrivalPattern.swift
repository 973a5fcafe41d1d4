/// How requests are spread over time, as `--arrivals` names it.
package enum ArrivalPattern: Equatable, Sendable {
    /// Independent users: exponential gaps.
    case poisson
    /// Gaps from a gamma distribution with this coefficient of variation; above 1 is burstier than Poisson.
    case gamma(variation: Double)
    /// Poisson at one rate or the other per second, changing after exponential times with this mean in seconds.
    case mmpp(high: Double, low: Double, meanSeconds: Double)
    /// One request every `1/rate` seconds.
    case periodic
    /// The instants in a file.
    case trace(path: String)

    /// Reads what a user wrote: `poisson`, `gamma:CV`, `mmpp:HIGH,LOW,SECONDS`, `periodic` or `trace:FILE`.
    ///
    /// Yields `nil` when the form is unknown or a number is not above 0 (LOW may be 0).
    ///
    /// - Parameter text: The option's value.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let argument = parts.count > 1 ? parts[1] : ""
        let numbers = argument.split(separator: ",").compactMap { Double($0) }.filter { $0.isFinite }
        switch parts.first {
        case "poisson" where parts.count == 1: self = .poisson
        case "periodic" where parts.count == 1: self = .periodic
        case "gamma":
            guard numbers.count == 1, numbers[0] > 0 else { return nil }
            self = .gamma(variation: numbers[0])
        case "mmpp":
            guard numbers.count == 3, numbers[0] > 0, numbers[1] >= 0, numbers[2] > 0 else { return nil }
            self = .mmpp(high: numbers[0], low: numbers[1], meanSeconds: numbers[2])
        case "trace" where !argument.isEmpty: self = .trace(path: argument)
        default: return nil
        }
    }

    /// Whether the pattern needs `--rate` beside it.
    package var needsRate: Bool {
        switch self {
        case .poisson, .gamma, .periodic: true
        case .mmpp, .trace: false
        }
    }
}
