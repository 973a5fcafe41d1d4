package import Domain

/// What happened in one run.
package struct SimulationResult: Sendable {
    /// In the order of their arrivals.
    package let jobs: [JobRecord]
    /// Empty unless they were asked for.
    package let stages: [StageRun]
    package let workers: [WorkerTally]
    /// Streams that were asked for, and those that were ever refused.
    package let streams: (asked: Int, refused: Int)
    /// The cloud tier's bill in US dollars, and the jobs it ran.
    package let cloud: (dollars: Double, jobs: Int)
    /// What the workers used, of those that say what they draw.
    package let joules: Double
    /// Virtual nanoseconds from the beginning until the last event.
    package let end: Int64
    package let events: Int
    package let laneEvents: Int
    /// What the lanes' policies took of the machine's time, if it was measured.
    package let schedulerNanoseconds: Int64?
}

/// What one worker did; times in nanoseconds.
package struct WorkerTally: Hashable, Sendable {
    package let id: WorkerID
    package let busy: Int64
    package let stageRuns: Int
    /// Jobs times stages.
    package let stageJobs: Int
}

extension Simulator {
    var result: SimulationResult {
        SimulationResult(
            jobs: jobs,
            stages: stages,
            workers: workers.map {
                WorkerTally(id: $0.spec.id, busy: $0.busy, stageRuns: $0.stageRuns, stageJobs: $0.stageJobCount)
            },
            streams: (flows.count { $0.stream != nil }, flows.count { $0.isRefused }),
            cloud: (cloud.dollars, cloud.jobs),
            joules: joules,
            end: agenda.now,
            events: agenda.taken,
            laneEvents: laneEvents,
            schedulerNanoseconds: options.stopwatch == nil ? nil : schedulerNanoseconds
        )
    }
}
