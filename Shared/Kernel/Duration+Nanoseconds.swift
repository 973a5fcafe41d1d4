extension Duration {
    /// The whole length in nanoseconds, rounded toward zero and clamped to what 64 bits hold.
    package var nanoseconds: Int64 {
        // Below nine seconds a division of 64 bits does.
        if let short = Int64(exactly: self.attoseconds) { return short / 1_000_000_000 }
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// The whole length in microseconds, rounded toward zero.
    package var microseconds: Int64 { nanoseconds / 1_000 }

    /// The length in milliseconds, with its fraction.
    package var milliseconds: Double { Double(nanoseconds) / 1e6 }

    /// The length in seconds, with its fraction.
    package var seconds: Double { Double(nanoseconds) / 1e9 }
}
