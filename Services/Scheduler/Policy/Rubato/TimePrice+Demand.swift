extension TimePrice {
    /// Work that has asked for time.
    struct Demand {
        var asked = [Double](repeating: 0, count: TimePrice.bucketCount)
        var mandatory = 0.0
        /// What was worth its time and came too late.
        var lost = 0.0

        mutating func scale(by factor: Double) {
            mandatory *= factor
            lost *= factor
            for bucket in asked.indices { asked[bucket] *= factor }
        }

        mutating func add(_ other: Demand, times factor: Double) {
            mandatory += other.mandatory * factor
            lost += other.lost * factor
            for bucket in asked.indices { asked[bucket] += other.asked[bucket] * factor }
        }
    }
}
