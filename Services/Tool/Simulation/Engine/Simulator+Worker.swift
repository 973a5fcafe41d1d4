import Domain
import Kernel
import SchedulerPolicy

// What a worker does with its jobs and with commands; the same rules as the running one's.
extension Simulator {
    /// The tensor lies at the worker.
    mutating func stage(_ index: Int, _ attempt: UInt32) {
        guard jobs[index].edge.attempt == attempt else { return }
        let place = jobs[index].worker
        guard workers[place].isUp else { return lose(index) }
        let expiry = jobs[index].edge.expiry
        guard expiry > agenda.now else { return leave(index, exit: nil, after: downlink) }
        jobs[index].isHeld = true
        jobs[index].stagesDone = 0
        jobs[index].batch = 0
        workers[place].held += 1
        workers[place].owed += workers[place].spec.jobOverhead.nanoseconds
        agenda.enter(.expiry(job: Int32(index), attempt: attempt), at: expiry)
        let job = LaneJob(
            id: id(of: index),
            model: modelIDs[jobs[index].model],
            jobClass: jobs[index].edge.isSpare ? .bestEffort : .promised,
            deadline: Instant(nanoseconds: expiry),
            rule: jobs[index].rule,
            stream: flows[jobs[index].flow].stream,
            window: flows[jobs[index].flow].promise?.window ?? .zero
        )
        let foresight = scenario.models[jobs[index].model].records.confidences(sample: jobs[index].sample)
        let begun = beginAlone(index, place)
        tell(place, .arrived([StagedJob(job, foresight: foresight, begun: begun)]))
        if begun != nil { begin(place, 0, isFirst: true) }
    }

    mutating func expire(_ index: Int, _ attempt: UInt32) {
        guard jobs[index].isHeld, jobs[index].edge.attempt == attempt else { return }
        let place = jobs[index].worker
        release(index)
        tell(place, .withdrawn([id(of: index)]))
    }

    /// Answers with the deepest exit that is done, if it is a usable one.
    private mutating func release(_ index: Int) {
        jobs[index].isHeld = false
        workers[jobs[index].worker].held -= 1
        let exit = jobs[index].stagesDone - 1
        let isUsable = exit >= jobs[index].rule.mandatoryExit
        leave(index, exit: isUsable ? exit : nil, after: delay(downlink, scenario.network.spread.downlink))
    }

    /// Sends the answer back, or word that there is none.
    private mutating func leave(_ index: Int, exit: Int?, after way: Int64) {
        jobs[index].edge.exit = exit ?? -1
        guard !hasGateway(index) else {
            let back = Happening.edgeReturn(job: Int32(index), attempt: jobs[index].edge.attempt)
            return agenda.enter(back, at: agenda.now + way)
        }
        if let exit { jobs[index].exit = exit }
        finish(index, exit == nil ? .dropped : .answered, at: agenda.now + way)
    }

    /// Takes a job from its worker, or from its way there.
    mutating func withdrawFromEdge(_ index: Int) {
        jobs[index].edge.attempt += 1
        guard jobs[index].isHeld else { return }
        jobs[index].isHeld = false
        workers[jobs[index].worker].held -= 1
        tell(jobs[index].worker, .withdrawn([id(of: index)]))
    }

    mutating func obey(_ place: Int, _ action: LaneAction) {
        switch action {
        case .run(let segment):
            check(place, segment)
            for id in segment.jobs where isHeld(id, place) { jobs[Int(id.rawValue) - 1].batch = segment.batch.rawValue }
            workers[place].segments.append(segment)
            if workers[place].segments.count == 1 { begin(place, segment.stages.lowerBound, isFirst: true) }
        case .release(let ids):
            for id in ids where isHeld(id, place) { release(Int(id.rawValue) - 1) }
        case .stop: stop(place)
        case .stand(let stages): workers[place].standing = stages
        case .setAlarm: break
        }
    }

    /// The segment that the only job of an empty lane runs as without being asked for.
    private mutating func beginAlone(_ index: Int, _ place: Int) -> StagedJob.Begun? {
        let model = modelIDs[jobs[index].model]
        guard workers[place].held == 1, workers[place].segments.isEmpty, let last = workers[place].standing[model],
            flows[jobs[index].flow].promise?.window ?? .zero == .zero
        else { return nil }
        workers[place].begun += 1
        let batch = BatchID(1 << 63 | workers[place].begun)
        let through = min(last, jobs[index].rule.lastExit)
        jobs[index].batch = batch.rawValue
        workers[place].segments.append(Segment(batch: batch, model: model, stages: 0...through, jobs: [id(of: index)]))
        return StagedJob.Begun(batch: batch, through: through)
    }

    private func isHeld(_ id: JobID, _ place: Int) -> Bool {
        let job = jobs[Int(id.rawValue) - 1]
        return job.isHeld && job.worker == place
    }

    private func check(_ place: Int, _ segment: Segment) {
        precondition(workers[place].segments.count < Segment.outstandingLimit, "a worker has few segments")
        guard let model = slot(of: segment.model), let row = workers[place].bounds[model].first else {
            preconditionFailure("a segment is of a served model")
        }
        precondition(!segment.jobs.isEmpty && segment.jobs.count <= row.count, "a batch fits the device")
        precondition(segment.stages.upperBound < workers[place].bounds[model].count, "a segment's stages exist")
        for id in segment.jobs where isHeld(id, place) {
            let job = jobs[Int(id.rawValue) - 1]
            precondition(job.batch == 0, "no job is in two segments")
            precondition(job.model == model, "a batch is of one model")
            precondition(job.stagesDone == segment.stages.lowerBound, "a job runs the stage that it has come to")
        }
    }

    private func members(_ place: Int, at stage: Int) -> [Int32] {
        let segment = workers[place].segments[0]
        var members: [Int32] = []
        members.reserveCapacity(segment.jobs.count)
        for id in segment.jobs {
            let index = Int(id.rawValue) - 1
            let isThere = jobs[index].isHeld && jobs[index].worker == place
            if isThere, jobs[index].batch == segment.batch.rawValue, jobs[index].stagesDone == stage {
                members.append(Int32(index))
            }
        }
        return members
    }

    private mutating func begin(_ place: Int, _ stage: Int, isFirst: Bool) {
        let jobs = members(place, at: stage)
        guard !jobs.isEmpty, let model = slot(of: workers[place].segments[0].model) else {
            return endSegment(place, stage: stage, duration: 0, readings: [])
        }
        workers[place].stage = stage
        workers[place].stageBegan = agenda.now
        workers[place].stageJobs = jobs
        workers[place].run &+= 1
        var duration = workers[place].draw(model: model, stage: stage, jobs: jobs.count, at: agenda.now)
        duration += transferTime(place, model: model, stage: stage, jobs: jobs)
        if isFirst {
            duration += workers[place].spec.segmentOverhead.nanoseconds + workers[place].owed
            workers[place].owed = 0
        }
        agenda.enter(.stageEnd(worker: Int32(place), run: workers[place].run), at: agenda.now + duration)
    }

    mutating func endStage(_ place: Int) {
        let segment = workers[place].segments[0]
        let stage = workers[place].stage
        guard let model = slot(of: segment.model) else { return }
        keepStage(place, segment, model, isStopped: false)
        var readings: [StageReport.Reading] = []
        readings.reserveCapacity(workers[place].stageJobs.count)
        var stay = 0
        for member in workers[place].stageJobs {
            let index = Int(member)
            guard jobs[index].isHeld, jobs[index].worker == place, jobs[index].batch == segment.batch.rawValue else {
                continue
            }
            jobs[index].stagesDone = stage + 1
            let confidence = scenario.models[model].records.confidence(sample: jobs[index].sample, exit: stage)
            let left = jobs[index].rule.leaves(at: stage, confidence: confidence)
            readings.append(.init(job: id(of: index), confidence: confidence, left: left))
            if left { release(index) } else { stay += 1 }
        }
        let duration = agenda.now - workers[place].stageBegan
        if stage == segment.stages.upperBound || stay == 0 {
            endSegment(place, stage: stage, duration: duration, readings: readings)
        } else {
            let report = StageReport(
                batch: segment.batch,
                stage: stage,
                duration: .nanoseconds(duration),
                segmentEnded: false,
                readings: readings
            )
            tell(place, .stageDone(report))
            begin(place, stage + 1, isFirst: false)
        }
    }

    private mutating func stop(_ place: Int) {
        guard workers[place].stage >= 0, let model = slot(of: workers[place].segments[0].model) else { return }
        keepStage(place, workers[place].segments[0], model, isStopped: true)
        endSegment(place, stage: workers[place].stage, duration: 0, readings: [])
    }

    private mutating func endSegment(_ place: Int, stage: Int, duration: Int64, readings: [StageReport.Reading]) {
        let ended = workers[place].segments.removeFirst()
        for id in ended.jobs where jobs[Int(id.rawValue) - 1].batch == ended.batch.rawValue {
            jobs[Int(id.rawValue) - 1].batch = 0
        }
        workers[place].stage = -1
        workers[place].run &+= 1
        let report = StageReport(
            batch: ended.batch,
            stage: stage,
            duration: .nanoseconds(duration),
            segmentEnded: true,
            readings: readings
        )
        tell(place, .stageDone(report))
        if let next = workers[place].segments.first { begin(place, next.stages.lowerBound, isFirst: true) }
    }

    private mutating func keepStage(_ place: Int, _ segment: Segment, _ model: Int, isStopped: Bool) {
        workers[place].busy += agenda.now - workers[place].stageBegan
        chargeStage(place)
        if !isStopped {
            workers[place].stageRuns += 1
            workers[place].stageJobCount += workers[place].stageJobs.count
        }
        guard options.keepsStages else { return }
        stages.append(
            StageRun(
                worker: place,
                segment: segment.batch.rawValue,
                model: model,
                stage: workers[place].stage,
                began: workers[place].stageBegan,
                ended: agenda.now,
                jobs: workers[place].stageJobs,
                isStopped: isStopped
            )
        )
    }
}
