import Domain
package import Kernel
package import Messages
package import WorkerPolicy

extension Rubato_V1_LaneReport {
    /// Appends what the worker has to tell; a budget counts from now.
    package mutating func add(_ note: LaneNote, at now: Instant) {
        switch note {
        case .arrived(let job, let stagesDone, let begun):
            var arrival = Rubato_V1_Arrival(job, stagesDone: stagesDone, at: now)
            if let begun {
                arrival.begunBatch = begun.batch.rawValue
                arrival.begunThrough = UInt32(clamping: begun.stages.upperBound)
            }
            arrived.append(arrival)
        case .done(let report): done.append(Rubato_V1_StageDone(report))
        case .withdrawn(let id): withdrawn.append(id.rawValue)
        }
    }
}

extension Rubato_V1_Arrival {
    init(_ job: LaneJob, stagesDone: Int, at now: Instant) {
        self.init()
        self.job = job.id.rawValue
        model = Rubato_V1_ModelKey(job.model)
        bestEffort = job.jobClass == .bestEffort
        budgetUs = (job.deadline - now).wireMicroseconds
        rule = Rubato_V1_Rule(job.rule)
        if let stream = job.stream { self.stream = stream.rawValue }
        windowUs = job.window.wireMicroseconds
        if job.tenant != .nobody {
            tenant = job.tenant.id.rawValue
            tenantWeight = Float(job.tenant.weight)
        }
        self.stagesDone = UInt32(stagesDone)
    }
}

extension Rubato_V1_StageDone {
    init(_ report: StageReport) {
        self.init()
        batch = report.batch.rawValue
        stage = UInt32(clamping: report.stage)
        durationUs = report.duration.wireMicroseconds
        segmentEnded = report.segmentEnded
        readings = report.readings.map { reading in
            var message = Rubato_V1_Reading()
            message.job = reading.job.rawValue
            message.confidence = reading.confidence
            message.left = reading.left
            return message
        }
    }
}
