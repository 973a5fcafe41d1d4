import Domain
package import Messages
package import WorkerPolicy

extension LaneOrder {
    package init(_ command: Rubato_V1_LaneCommand) {
        self.init(
            releases: command.release.map { JobID($0) },
            stops: command.stop,
            segments: command.run.map(Segment.init),
            standing: command.hasStanding ? command.standing.domain : nil
        )
    }
}

extension Segment {
    /// Stages out of order become a range that no model has, so that the policy refuses the segment.
    init(_ segment: Rubato_V1_Segment) {
        let first = Int(segment.firstStage)
        let last = segment.lastStage < segment.firstStage ? Int(UInt32.max) : Int(segment.lastStage)
        self.init(
            batch: BatchID(segment.batch),
            model: segment.model.domain,
            stages: first...max(first, last),
            jobs: segment.jobs.map { JobID($0) }
        )
    }
}

extension Rubato_V1_StandingGrant {
    fileprivate var domain: [ModelID: Int] {
        Dictionary(models.map { ($0.model.domain, Int($0.lastStage)) }) { _, last in last }
    }
}
