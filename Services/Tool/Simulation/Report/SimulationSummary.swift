import Domain
import Kernel

/// The figures of one run.
///
/// Offered is everything that arrived; the accuracy of offered counts every job without a right answer in time as wrong,
/// refused ones too, so that no admission looks good by refusing.
package struct SimulationSummary: Hashable, Sendable {
    package var offered = 0
    package var answered = 0
    package var inDeadline = 0
    /// In time, and at an exit where its rule lets the job leave: confident enough, or its last.
    package var complete = 0
    package var late = 0
    package var refused = 0
    package var dropped = 0
    package var lost = 0
    package var right = 0
    /// The sum of confidences of answers in time: what accuracy is expected to be.
    package var value = 0.0
    package var promised = 0
    /// Promised, and no usable answer in time.
    package var promisedMisses = 0
    /// Taken by whatever promise or none, and no usable answer in time.
    package var mandatoryMisses = 0
    package var bestEffort = 0
    package var offloaded = 0
    /// Of answers in time, by exit.
    package var exits: [Int] = []
    /// Arrival to answer, of all answers, in milliseconds.
    package var latency = LatencyFigures()
    /// The share of the workers' time in stages, over the time in which jobs came.
    package var utilization = 0.0
    package var meanBatch = 0.0
    package var streamsAsked = 0
    package var streamsRefused = 0
    package var cloudDollars = 0.0
    package var joules = 0.0
    package var events = 0
    package var laneEvents = 0
    package var schedulerMicrosecondsPerEvent: Double?
    package var seconds = 0.0

    package init() {}

    package init(_ result: SimulationResult, of scenario: Scenario) {
        exits = Array(repeating: 0, count: scenario.models.map(\.records.exitCount).max() ?? 0)
        var latencies: [Int64] = []
        latencies.reserveCapacity(result.jobs.count)
        for job in result.jobs { count(job, scenario.models[job.model].records, &latencies) }
        latency = LatencyFigures(nanoseconds: latencies)
        seconds = scenario.length.seconds
        let busy = result.workers.reduce(0.0) { $0 + Double($1.busy) }
        utilization = busy / 1e9 / max(1e-9, seconds) / Double(max(1, result.workers.count))
        let runs = result.workers.reduce(0) { $0 + $1.stageRuns }
        meanBatch = Double(result.workers.reduce(0) { $0 + $1.stageJobs }) / Double(max(1, runs))
        (streamsAsked, streamsRefused) = result.streams
        cloudDollars = result.cloud.dollars
        joules = result.joules
        events = result.events
        laneEvents = result.laneEvents
        schedulerMicrosecondsPerEvent = result.schedulerNanoseconds.map {
            Double($0) / 1e3 / Double(max(1, result.laneEvents))
        }
    }

    private mutating func count(_ job: JobRecord, _ records: ExitRecords, _ latencies: inout [Int64]) {
        offered += 1
        switch job.ending {
        case .open: preconditionFailure("every job has an end")
        case .answered:
            answered += 1
            latencies.append(job.end - job.arrival)
        case .refused: refused += 1
        case .dropped: dropped += 1
        case .lost: lost += 1
        }
        switch job.standing {
        case .promised: promised += 1
        case .bestEffort: bestEffort += 1
        case .offloaded: offloaded += 1
        case .undecided, .refused: break
        }
        if job.isInDeadline {
            inDeadline += 1
            exits[job.exit] += 1
            let confidence = records.confidence(sample: job.sample, exit: job.exit)
            value += Double(confidence)
            complete += job.rule.leaves(at: job.exit, confidence: confidence) ? 1 : 0
            right += records.isRight(sample: job.sample, exit: job.exit) ? 1 : 0
        } else {
            late += job.ending == .answered ? 1 : 0
            promisedMisses += job.standing == .promised ? 1 : 0
            mandatoryMisses += job.ending == .refused ? 0 : 1
        }
    }

    package var accuracyOfOffered: Double { share(right, of: offered) }
    package var accuracyOfAnswered: Double { share(right, of: inDeadline) }
    /// Mean confidence over all that was offered, 0 for what got no answer in time.
    package var valueOfOffered: Double { offered > 0 ? value / Double(offered) : 0 }
    /// The share of the offered that was answered in time.
    package var goodput: Double { share(inDeadline, of: offered) }
    /// The share of the offered that was answered in time as deep as its rule wants.
    package var completeShare: Double { share(complete, of: offered) }
    package var refusedShare: Double { share(refused, of: offered) }
    /// Of what was taken.
    package var missRate: Double { share(mandatoryMisses, of: offered - refused) }
    package var promisedMissRate: Double { share(promisedMisses, of: promised) }
    /// Answers in time per second.
    package var throughput: Double { seconds > 0 ? Double(inDeadline) / seconds : 0 }

    private func share(_ part: Int, of whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}
