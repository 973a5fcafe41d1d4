import Domain

/// A job as RTDeepIoT sees it: stages with rewards, of which the first are mandatory and the assigned ones are run.
struct ImpreciseTask: Sendable {
    let id: JobID
    let slot: Int
    let end: Int64
    let mandatoryExit: Int
    let lastExit: Int
    private let foresight: [Float]?
    /// Confidences of the exits that are passed; as many as stages are done.
    private var observed: [Double]
    /// The exit at which it is to stop.
    var depth: Int
    /// Its mandatory stages cannot be in time any more, but one of them runs; it is given up when that has ended.
    var isHopeless = false
    /// By exit, read or predicted.
    private(set) var rewards: [Double] = []

    init(_ job: QueuedJob, means: [Double], predictor: ConfidencePredictor) {
        id = job.id
        slot = job.slot
        end = job.end
        mandatoryExit = job.mandatoryExit
        lastExit = job.lastExit
        foresight = job.foresight
        depth = max(job.mandatoryExit, job.stage - 1)
        // Of exits that were passed before the plan had a place for the job, only the last reading is known, or none.
        observed = Array(means.prefix(job.stage))
        if job.stage > 0, job.lastBatch != nil { observed[job.stage - 1] = Self.clamped(job.confidence) }
        rewards = predictor.confidences(observed: observed, means: means, foresight: foresight)
    }

    /// Stages done, and the next stage.
    var stage: Int { observed.count }
    var isFinished: Bool { stage > depth }
    /// Where it could stop at once, `nil` before its mandatory exit.
    var present: Int? { stage > mandatoryExit ? stage - 1 : nil }

    /// The exits at which it may stop, if its next stage runs already or not.
    func exits(isRunning: Bool) -> ClosedRange<Int> {
        guard !isHopeless else { return stage...stage }
        let first = max(mandatoryExit, isRunning ? stage : stage - 1)
        return min(first, lastExit)...lastExit
    }

    mutating func observe(_ confidence: Float, means: [Double], predictor: ConfidencePredictor) {
        observed.append(Self.clamped(confidence))
        rewards = predictor.confidences(observed: observed, means: means, foresight: foresight)
    }

    private static func clamped(_ confidence: Float) -> Double {
        confidence.isFinite ? Double(min(1, max(0, confidence))) : 0
    }
}
