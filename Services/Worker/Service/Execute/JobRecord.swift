package import Domain
package import Kernel
package import Messages
package import NIOCore
package import Transport
import WorkerPolicy

/// An open `Execute` request and what has been found out for it.
// Safe because it is confined to the event loop of its exchange.
package final class JobRecord: @unchecked Sendable {
    package let request: ExecuteRequest
    package let exchange: any ServerExchange
    /// Since the whole tensor is here.
    package private(set) var sample: StagedSample?
    /// In US dollars, so far.
    package var price = 0.0
    /// Its share of its stages at the watts that are stated.
    package private(set) var statedJoules = 0.0
    /// What it spent on an emulated WAN on its way in.
    package var wanDelay = Duration.zero
    private var stagedAt = Instant.origin
    private var firstBegan: Instant?
    private var execution = Duration.zero
    private var batchSize = 0
    /// Summed up over its stages; `nil` if the device is none that is emulated.
    private var emulation: StageEmulation?
    private var best: (exit: Int, step: StageStep)?
    /// Of tasks on terms of their own.
    private var answers: TaskAnswers?
    /// The class that specialized heads were sure of at the first exit at which they were.
    private var claim: Int?

    package init(_ request: ExecuteRequest, _ exchange: any ServerExchange) {
        self.request = request
        self.exchange = exchange
        if !request.tasks.terms.isEmpty { answers = TaskAnswers(request.tasks) }
    }

    package var job: LaneJob { request.job }

    /// The deepest exit that is done.
    package var bestExit: Int? { best?.exit }

    /// Takes the tensor.
    package func stage(_ tensor: ByteBuffer, _ special: SpecialUse? = nil, at now: Instant) {
        sample = StagedSample(.raw(tensor, request.datatype), tasks: request.tasks, special: special)
        stagedAt = now
    }

    /// Notes a stage that it was part of, of a device that draws so much meanwhile.
    package func note(_ step: StageStep, of outcome: StageOutcome, watts: Double = 0) {
        best = (outcome.result.stage, step)
        claim = claim ?? step.claim
        let done = outcome.began + outcome.result.duration
        answers?.note(step, at: outcome.result.stage, done: done)
        if firstBegan == nil { firstBegan = outcome.began }
        execution += outcome.result.duration
        batchSize = outcome.steps.count
        statedJoules += watts * outcome.result.duration.seconds / Double(batchSize)
        if let stage = step.emulation { emulation = emulation.map { $0 + stage } ?? stage }
    }

    /// The modeled energy of its stages; `nil` of a device that is none that is emulated.
    package var modeledJoules: Double? { emulation?.joules }

    /// The answer at the best exit, given now; `nil` if none is done.
    package func result(of model: LoadedModel, member: WorkerID, at now: Instant) -> Rubato_V1_JobResult? {
        guard let best, let firstBegan else { return nil }
        var result = Rubato_V1_JobResult()
        result.job = job.id.rawValue
        result.exit = UInt32(best.exit)
        result.confidence = best.step.confidence
        result.probabilities = best.step.probabilities
        result.tasks = taskResults(best.step, exit: best.exit, of: model)
        result.expectedAccuracy = Float(model.served.exits[best.exit].accuracy)
        if let own = answers?.own { note(own, of: model, in: &result) }
        if request.special != nil { note(best.step, in: &result) }
        result.queueUs = (firstBegan - stagedAt).wireMicroseconds
        result.executionUs = execution.wireMicroseconds
        result.waitUs = (now - firstBegan - execution).wireMicroseconds
        result.batchSize = UInt32(batchSize)
        result.member = member.rawValue
        result.modeledJoules = statedJoules
        if let emulation {
            result.emulatedDevice = model.served.profile.provenance.device
            result.emulationLagUs = emulation.lag.wireMicroseconds
            result.modeledJoules = emulation.joules
        }
        return result
    }

    private func note(_ own: TaskAnswers.Answer, of model: LoadedModel, in result: inout Rubato_V1_JobResult) {
        result.confidence = own.reading.confidence
        result.probabilities = own.reading.probabilities
        result.expectedAccuracy = Float(model.served.exits[own.exit].accuracy)
        result.ownExit = UInt32(own.exit)
        result.ownIsLate = own.isLate
    }

    private func note(_ step: StageStep, in result: inout Rubato_V1_JobResult) {
        guard let special = sample?.special else { return result.heads.missing = true }
        if let claim { result.heads.claim = UInt32(claim) }
        result.heads.answered = step.claim != nil && !special.isAudited
        if result.heads.answered { result.expectedAccuracy = special.heads.accuracy }
    }

    private func taskResults(_ step: StageStep, exit: Int, of model: LoadedModel) -> [Rubato_V1_TaskResult] {
        zip(request.tasks.further, step.tasks).enumerated().map { index, pair in
            let (answer, task) = (answers?.further(index), model.served.tasks[pair.0])
            let (taken, reading) = (answer?.exit ?? exit, answer?.reading ?? pair.1)
            var result = Rubato_V1_TaskResult()
            result.name = task.name
            result.confidence = reading.confidence
            result.probabilities = reading.probabilities
            result.expectedAccuracy = Float(task.accuracy[taken])
            result.exit = UInt32(taken)
            result.isLate = answer?.isLate ?? false
            return result
        }
    }
}
