/// One way to serve all of an application's requests: variant, depth and place together.
struct PricedOption {
    let choice: Choice
    /// Right answers per second.
    let value: Double
    /// What is used per second, amortized loads included.
    let use: ResourceRates
    /// What it holds of the device's memory.
    let bytes: Double
    /// What loading it takes once, if it is not there.
    let loadJoules: Double
    /// For each dependent application the right answers per second of its head on this trunk; `nil` without such a head.
    let heads: [Double?]

    /// What it is worth beyond its price.
    func rest(_ prices: ResourceRates, _ perByte: Double) -> Double {
        value - prices.joules * use.joules - prices.dollars * use.dollars - perByte * bytes
    }

    /// Whether nobody needs the other one: it is no better in anything; of equals the first stays.
    func beats(_ other: PricedOption, isFirst: Bool) -> Bool {
        let isNoWorse =
            value >= other.value && use.joules <= other.use.joules && use.dollars <= other.use.dollars
            && bytes <= other.bytes && zip(heads, other.heads).allSatisfy { ($0 ?? -1) >= ($1 ?? -1) }
        let isEqual =
            value == other.value && use == other.use && bytes == other.bytes
            && zip(heads, other.heads).allSatisfy { $0 == $1 }
        return isNoWorse && (!isEqual || isFirst)
    }
}
