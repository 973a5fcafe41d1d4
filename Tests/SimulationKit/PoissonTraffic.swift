package import Domain
package import Kernel

/// One-shot jobs of one model that arrive as a Poisson process, each with its own confidences.
package struct PoissonTraffic: Sendable {
    package var model: ServedModel
    /// Jobs per second.
    package var rate: Double
    package var duration: Duration
    package var deadline: ClosedRange<Duration>
    package var jobClass = JobClass.promised
    /// Added to the identifiers, so that several traffics can meet in one world.
    package var firstID: UInt64 = 1

    package init(model: ServedModel, rate: Double, duration: Duration, deadline: ClosedRange<Duration>) {
        self.model = model
        self.rate = rate
        self.duration = duration
        self.deadline = deadline
    }

    package func jobs(_ random: inout SeededGenerator) -> [WorldJob] {
        var jobs: [WorldJob] = []
        var at = Instant.origin + .milliseconds(1)
        let end = at + duration
        while true {
            at = at + random.gap(mean: .seconds(1 / rate))
            guard at < end else { return jobs }
            let job = LaneJob(
                id: JobID(firstID + UInt64(jobs.count)),
                model: model.id,
                jobClass: jobClass,
                deadline: at + random.duration(in: deadline),
                rule: model.defaultRule
            )
            let confidences = Self.confidences(exits: model.exits.count, &random)
            jobs.append(WorldJob(job, arrival: at, confidences: confidences))
        }
    }

    /// A first confidence in 0.3…1, and a random share of the gap to certainty closed by every further stage.
    package static func confidences(exits: Int, _ random: inout SeededGenerator) -> [Float] {
        var confidence = Float.random(in: 0.3...1, using: &random)
        return (0..<exits).map { _ in
            defer { confidence += (1 - confidence) * Float.random(in: 0...0.8, using: &random) }
            return confidence
        }
    }
}
