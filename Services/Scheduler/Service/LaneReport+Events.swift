import Domain
import Kernel
import Messages
import SchedulerPolicy

extension Rubato_V1_LaneReport {
    /// What a lane is told of this report, in the order in which it can have happened at the worker.
    ///
    /// Arrivals come first, so that a job whose withdrawal is in the same report does not stay for ever; stages come
    /// last, so that the decision that follows them knows who else is there.
    func events(at now: Instant) throws(MalformedReport) -> [LaneEvent] {
        var events: [LaneEvent] = []
        if !arrived.isEmpty {
            var jobs: [StagedJob] = []
            jobs.reserveCapacity(arrived.count)
            for arrival in arrived { jobs.append(try arrival.staged(at: now)) }
            events.append(.arrived(jobs))
        }
        if !withdrawn.isEmpty { events.append(.withdrawn(withdrawn.map { JobID($0) })) }
        for stage in done { events.append(.stageDone(try stage.domain())) }
        return events
    }
}

extension Rubato_V1_Arrival {
    fileprivate func staged(at now: Instant) throws(MalformedReport) -> StagedJob {
        guard let rule = rule.domain else { throw MalformedReport("arrived: the exit rule makes no sense") }
        let job = LaneJob(
            id: JobID(job),
            model: model.domain,
            jobClass: bestEffort ? .bestEffort : .promised,
            deadline: now + Duration(wireMicroseconds: budgetUs),
            rule: rule,
            stream: stream.isEmpty ? nil : StreamID(stream),
            window: Duration(wireMicroseconds: windowUs),
            tenant: Tenant(wire: tenant, weight: tenantWeight)
        )
        let begun = begunBatch == 0 ? nil : StagedJob.Begun(batch: BatchID(begunBatch), through: Int(begunThrough))
        return StagedJob(job, stagesDone: Int(stagesDone), begun: begun)
    }
}

extension Rubato_V1_StageDone {
    fileprivate func domain() throws(MalformedReport) -> StageReport {
        var readings: [StageReport.Reading] = []
        readings.reserveCapacity(self.readings.count)
        for reading in self.readings {
            guard (0...1.001).contains(reading.confidence) else {
                throw MalformedReport("done: a confidence lies between 0 and 1")
            }
            let confidence = min(1, reading.confidence)
            readings.append(StageReport.Reading(job: JobID(reading.job), confidence: confidence, left: reading.left))
        }
        return StageReport(
            batch: BatchID(batch),
            stage: Int(stage),
            duration: Duration(wireMicroseconds: durationUs),
            segmentEnded: segmentEnded,
            readings: readings
        )
    }
}
