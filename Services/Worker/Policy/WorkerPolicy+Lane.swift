import Domain

// What the scheduler says, and what it is told.
extension WorkerPolicy {
    mutating func openLane() -> [Action] {
        lane = granted.isEmpty ? .open : .settling
        return [.register] + (lane == .open ? tellAll() : [])
    }

    mutating func loseLane() -> [Action] {
        lane = .closed
        standing = [:]
        for index in granted.indices { granted[index].isOrphan = true }
        return []
    }

    mutating func obey(_ order: LaneOrder) -> [Action] {
        var actions: [Action] = []
        if let standing = order.standing { self.standing = standing.filter { isServed($0.key, through: $0.value) } }
        if order.stops, let first = granted.first, !first.isStopped {
            granted[0].isStopped = true
            actions.append(.raiseStop(first.grant.batch))
        }
        for id in order.releases { actions += settle(id, otherwise: .dropped) }
        for segment in order.segments { actions += take(segment) }
        return actions
    }

    mutating func apply(_ result: StageResult) -> [Action] {
        guard let index = granted.firstIndex(where: { $0.grant.batch == result.batch }) else {
            return result.readings.map { .discard($0.job) }
        }
        let segment = granted[index]
        if result.endsSegment { granted.remove(at: index) }
        var actions: [Action] = []
        for id in result.broken where segment.living.contains(id) { actions += settle(id, otherwise: .broken) }
        var ends: [Action] = []
        let readings = result.readings.compactMap { reading -> StageReport.Reading? in
            let isAwaited = segment.living.contains(reading.job)
            let left = isAwaited && advance(reading, past: result.stage)
            if left { ends.append(.answer(reading.job, exit: result.stage)) }
            if !isAwaited { ends.append(.discard(reading.job)) }
            return isAwaited ? .init(job: reading.job, confidence: reading.confidence, left: left) : nil
        }
        // Told before the answers are given: the compute thread waits for the lane's next command, and answers take time.
        if !segment.isOrphan { actions.append(.report(.done(StageReport(result, readings: readings)))) }
        return actions + ends + settleLane()
    }

    /// Notes a job's new exit.
    ///
    /// - Returns: Whether it leaves there; it is held no more then.
    private mutating func advance(_ reading: StageResult.Reading, past stage: Int) -> Bool {
        guard let job = held[reading.job] else { return false }
        held[reading.job]?.stagesDone = stage + 1
        guard job.job.rule.leaves(at: stage, confidence: reading.confidence) else { return false }
        remove(reading.job)
        return true
    }

    private mutating func take(_ segment: Segment) -> [Action] {
        if let refusal = objection(to: segment) {
            return [.refuse(segment.batch, refusal), .report(.done(.nothing(of: segment)))]
        }
        var seen: Set<JobID> = []
        // One that is left without jobs is run all the same, so that segments end in the order of their grants.
        let jobs = segment.jobs.filter { held[$0]?.job.model == segment.model && seen.insert($0).inserted }
        let grant = Segment(batch: segment.batch, model: segment.model, stages: segment.stages, jobs: jobs)
        granted.append(Granted(grant: grant, living: jobs))
        return [.run(grant)]
    }

    private func objection(to segment: Segment) -> GrantRefusal? {
        guard lane == .open else { return .laneNotSettled }
        guard granted.count < Segment.outstandingLimit else { return .tooMany }
        guard stageCounts[segment.model] != nil else { return .unknownModel }
        guard isServed(segment.model, through: segment.stages.upperBound), segment.stages.lowerBound >= 0 else {
            return .unknownStage
        }
        return granted.contains { $0.grant.batch == segment.batch } ? .numberInUse : nil
    }

    private func isServed(_ model: ModelID, through stage: Int) -> Bool {
        (0..<(stageCounts[model] ?? 0)).contains(stage)
    }

    private mutating func settleLane() -> [Action] {
        guard lane == .settling, granted.isEmpty else { return [] }
        lane = .open
        return tellAll()
    }

    /// All staged jobs, the most urgent first.
    private func tellAll() -> [Action] {
        deadlines.ascending.compactMap { entry in
            held[entry.job].map { .report(.arrived($0.job, stagesDone: $0.stagesDone)) }
        }
    }
}

extension StageReport {
    init(_ result: StageResult, readings: [Reading]) {
        self.init(
            batch: result.batch,
            stage: result.stage,
            duration: result.duration,
            segmentEnded: result.endsSegment,
            readings: readings
        )
    }

    /// The end of a segment that was not run.
    static func nothing(of segment: Segment) -> StageReport {
        StageReport(
            batch: segment.batch,
            stage: segment.stages.lowerBound,
            duration: .zero,
            segmentEnded: true,
            readings: []
        )
    }
}
