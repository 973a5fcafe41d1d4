import Domain
import Kernel
import SchedulerPolicy

extension LaneWorld {
    /// What the worker does with a command, once it has come.
    mutating func obey(_ action: LaneAction) {
        switch action {
        case .run(let segment):
            checkSegment(segment)
            for id in segment.jobs { staged[id]?.batch = segment.batch }
            segments.append(segment)
            if segments.count == 1 { begin(at: segment.stages.lowerBound) }
        case .release(let ids):
            for id in ids where staged[id] != nil {
                check(staged[id]?.batch == nil, "a job is not released while it is in a segment")
                finish(id, .released)
            }
        case .stop: stopRunning()
        // This worker always asks.
        case .setAlarm, .stand: break
        }
    }

    private mutating func checkSegment(_ segment: Segment) {
        check(segments.count < Segment.outstandingLimit, "a worker is given no more segments than may be outstanding")
        check(!segment.jobs.isEmpty, "a segment has a job")
        check(Set(segment.jobs).count == segment.jobs.count, "a job is in a segment once")
        guard let profile = costs[segment.model] else {
            check(false, "a segment is of a served model")
            return
        }
        check(segment.jobs.count <= profile.capacity, "a batch fits the device")
        check(segment.stages.upperBound < profile.stageCount, "a segment's stages exist")
        for id in segment.jobs {
            guard let job = staged[id] else { continue }  // It has ended and the lane was not yet told.
            check(job.batch == nil, "no job is in two segments")
            check(job.world.job.model == segment.model, "a batch is of one model")
            check(job.stagesDone == segment.stages.lowerBound, "a job runs the stage that it has come to")
            check(segment.stages.lowerBound <= job.world.job.rule.lastExit, "no job runs beyond its last exit")
        }
    }

    private func members(of segment: Segment, at stage: Int) -> [JobID] {
        segment.jobs.filter { staged[$0]?.batch == segment.batch && staged[$0]?.stagesDone == stage }
    }

    private mutating func begin(at next: Int) {
        let jobs = members(of: segments[0], at: next)
        guard !jobs.isEmpty, let profile = costs[segments[0].model] else {
            endSegment(reporting: StageReport(segments[0].batch, emptyAt: next))
            return
        }
        stage = next
        run += 1
        let share = Double.random(in: timing.stageShare, using: &random)
        let duration = profile.wcet(stage: next, batchSize: jobs.count) * share
        time.schedule(.stageEnds(run: run, startedAt: time.now), at: time.now + duration)
    }

    mutating func endStage(startedAt: Instant) {
        guard let done = stage else { return }
        let segment = segments[0]
        var readings: [StageReport.Reading] = []
        for id in members(of: segment, at: done) {
            guard let world = staged[id]?.world else { continue }
            staged[id]?.stagesDone = done + 1
            let left = world.job.rule.leaves(at: done, confidence: world.confidences[done])
            readings.append(.init(job: id, confidence: world.confidences[done], left: left))
            if left { finish(id, .left) }
        }
        let duration = time.now - startedAt
        busyTime += duration
        let isLast = done == segment.stages.upperBound || members(of: segment, at: done + 1).isEmpty
        let report = StageReport(
            batch: segment.batch,
            stage: done,
            duration: duration,
            segmentEnded: isLast,
            readings: readings
        )
        if isLast {
            endSegment(reporting: report)
        } else {
            tell(.stageDone(report))
            begin(at: done + 1)
        }
    }

    private mutating func stopRunning() {
        guard let stopped = stage else { return }
        endSegment(reporting: StageReport(segments[0].batch, emptyAt: stopped))
    }

    private mutating func endSegment(reporting report: StageReport) {
        let ended = segments.removeFirst()
        for id in ended.jobs where staged[id]?.batch == ended.batch { staged[id]?.batch = nil }
        stage = nil
        run += 1
        tell(.stageDone(report))
        if let next = segments.first { begin(at: next.stages.lowerBound) }
    }
}

extension StageReport {
    /// The end of a segment that has run nothing more.
    fileprivate init(_ batch: BatchID, emptyAt stage: Int) {
        self.init(batch: batch, stage: stage, duration: .zero, segmentEnded: true, readings: [])
    }
}
