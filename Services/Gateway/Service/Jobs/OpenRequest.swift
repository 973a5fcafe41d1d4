import Domain
import GatewayPolicy
import Kernel
import Messages
import Transport

/// A client's request whose samples are out as jobs.
final class OpenRequest {
    let exchange: any ServerExchange
    let model: ServedModel
    let infer: InferRequest
    /// When its head came.
    let arrival: Instant
    let deadline: Instant
    let traceparent: String?
    let stream: StreamID?
    let tenant: Tenant
    /// One per sample, their numbers in a row.
    let jobs: [JobID]
    /// One per sample, as they come; not the slots, which keep the request in turn.
    private var answers: [SampleAnswer?]
    private var missing: Int
    /// Nothing more is to be sent to the client.
    private(set) var isOver = false

    init(
        _ exchange: any ServerExchange,
        model: ServedModel,
        infer: InferRequest,
        arrival: Instant,
        budget: Duration,
        traceparent: String?,
        stream: StreamID?,
        tenant: Tenant,
        firstJob: JobID
    ) {
        self.exchange = exchange
        self.model = model
        self.infer = infer
        self.arrival = arrival
        self.traceparent = traceparent
        self.stream = stream
        self.tenant = tenant
        jobs = (0..<UInt64(infer.sampleCount)).map { JobID(firstJob.rawValue + $0) }
        deadline = arrival + budget
        answers = Array(repeating: nil, count: infer.sampleCount)
        missing = infer.sampleCount
    }

    var budget: Duration { deadline - arrival }

    /// Takes a sample's answer.
    ///
    /// - Returns: Whether all samples are answered now.
    func complete(_ index: Int, _ answer: SampleAnswer) -> Bool {
        guard !isOver, answers[index] == nil else { return false }
        answers[index] = answer
        missing -= 1
        isOver = missing == 0
        return isOver
    }

    /// Gives it up.
    ///
    /// - Returns: `false` if it was over before.
    func end() -> Bool {
        defer {
            isOver = true
            forgetAnswers()
        }
        return !isOver
    }

    /// Lets the samples' slots go once the client has its answer: they refer back to the request.
    func forgetAnswers() {
        answers = []
    }

    /// The workers' results, one per sample when the request is complete.
    var results: [Rubato_V1_JobResult] { answers.compactMap { $0?.result } }

    private static func depth(of step: LadderStep) -> Int { LadderStep.allCases.firstIndex(of: step) ?? 0 }

    /// The least of a number over all samples and all tasks that are wanted.
    private func worst(
        _ results: [Rubato_V1_JobResult],
        own: (Rubato_V1_JobResult) -> Float,
        of task: (Rubato_V1_TaskResult) -> Float
    ) -> Float {
        let wantsOwn = infer.wantsOwnTask
        return results.flatMap { result in (wantsOwn ? [own(result)] : []) + result.tasks.map(task) }.min() ?? 0
    }

    /// Sums its answers up; `nil` while one is missing.
    func report(at now: Instant) -> AnswerReport? {
        guard missing == 0, let leg = answers.first??.leg else { return nil }
        let results = results
        let asked = infer.rule(for: model)
        var report = AnswerReport(
            job: jobs[0],
            worker: leg.worker,
            terms: leg.terms,
            step: answers.compactMap { $0?.leg.step(for: asked) }.max { Self.depth(of: $0) < Self.depth(of: $1) }
                ?? .full,
            variant: answers.lazy.compactMap { $0?.leg.variant }.first?.variant ?? model.id.variant,
            exit: results.map { Int($0.exit) }.min() ?? 0,
            splitAfter: answers.lazy.compactMap { $0?.leg.splitAfter }.first,
            confidence: worst(results, own: \.confidence, of: \.confidence),
            expectedAccuracy: worst(results, own: \.expectedAccuracy, of: \.expectedAccuracy),
            isInTime: now <= deadline,
            budget: budget,
            total: now - arrival,
            admission: .zero,
            queue: .zero,
            execution: .zero,
            network: .zero,
            cost: results.reduce(0) { $0 + max(0, $1.priceUsd) },
            joules: results.reduce(0) { $0 + ($1.modeledJoules.isFinite ? max(0, $1.modeledJoules) : 0) },
            emulation: EmulationNote(results)
        )
        for case let answer? in answers {
            let result = answer.result
            let queue = Duration(wireMicroseconds: result.queueUs) + Duration(wireMicroseconds: result.waitUs)
            let execution = Duration(wireMicroseconds: result.executionUs)
            report.admission = max(report.admission, answer.admission)
            report.queue = max(report.queue, queue)
            report.execution = max(report.execution, execution)
            report.network = max(report.network, answer.away - result.timeAtWorker)
        }
        return report
    }
}
