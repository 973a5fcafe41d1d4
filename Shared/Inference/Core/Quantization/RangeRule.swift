/// How much of what a value was seen to be its bytes are spread over; the less, the finer they are.
package enum RangeRule: String, Codable, CaseIterable, Sendable {
    /// All of it.
    case largest
    /// The numbers nearest to 0 up to 99.99 % of those that are not 0.
    case percentile
    /// As much as makes the sum of squared errors least, of rounding within and of cutting off beyond.
    case squaredError = "squared-error"
}
