import Domain

/// What a simulated lane made of its traffic.
package struct TrafficReport: Sendable {
    package let offered: Int
    /// Answered in time with at least the mandatory exit.
    package let good: Int
    /// Of the good ones, by exit.
    package let exits: [Int]
    /// The mean confidence over all that was offered, 0 for who got no answer in time: what accuracy is expected to be.
    package let meanConfidence: Double
    package let violations: [String]

    package init(_ world: LaneWorld, jobs: [WorldJob]) {
        offered = jobs.count
        var exits = Array(repeating: 0, count: jobs.first?.confidences.count ?? 0)
        var confidence = 0.0
        for job in jobs {
            guard let fate = world.fates[job.job.id], fate.isGood, let exit = fate.exit else { continue }
            exits[exit] += 1
            confidence += Double(job.confidences[exit])
        }
        self.exits = exits
        good = exits.reduce(0, +)
        meanConfidence = confidence / Double(max(1, jobs.count))
        violations = world.violations
    }

    package var goodShare: Double { Double(good) / Double(max(1, offered)) }
}
