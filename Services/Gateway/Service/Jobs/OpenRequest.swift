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
    /// One per sample, their numbers in a row.
    let jobs: [JobID]
    private(set) var answers: [JobSlot?]
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
        firstJob: JobID
    ) {
        self.exchange = exchange
        self.model = model
        self.infer = infer
        self.arrival = arrival
        self.traceparent = traceparent
        self.stream = stream
        jobs = (0..<UInt64(infer.sampleCount)).map { JobID(firstJob.rawValue + $0) }
        deadline = arrival + budget
        answers = Array(repeating: nil, count: infer.sampleCount)
        missing = infer.sampleCount
    }

    var budget: Duration { deadline - arrival }

    /// Takes a sample's answer.
    ///
    /// - Returns: Whether all samples are answered now.
    func complete(_ slot: JobSlot) -> Bool {
        guard !isOver, answers[slot.index] == nil else { return false }
        answers[slot.index] = slot
        missing -= 1
        isOver = missing == 0
        return isOver
    }

    /// - Returns: `false` if it was over before.
    func end() -> Bool {
        defer { isOver = true }
        return !isOver
    }

    /// Sums its answers up.
    func report(at now: Instant) -> AnswerReport? {
        let slots = answers.compactMap { $0 }
        guard slots.count == answers.count, let first = slots.first, let leg = first.leg else { return nil }
        let results = slots.compactMap(\.result)
        guard results.count == slots.count else { return nil }
        var report = AnswerReport(
            job: jobs[0],
            worker: leg.worker,
            terms: leg.terms,
            exit: results.map { Int($0.exit) }.min() ?? 0,
            confidence: results.map(\.confidence).min() ?? 0,
            expectedAccuracy: results.map(\.expectedAccuracy).min() ?? 0,
            isInTime: now <= deadline,
            budget: budget,
            total: now - arrival,
            admission: .zero,
            queue: .zero,
            execution: .zero,
            network: .zero
        )
        for (slot, result) in zip(slots, results) {
            let queue = Duration(wireMicroseconds: result.queueUs) + Duration(wireMicroseconds: result.waitUs)
            let execution = Duration(wireMicroseconds: result.executionUs)
            report.admission = max(report.admission, slot.admission)
            report.queue = max(report.queue, queue)
            report.execution = max(report.execution, execution)
            report.network = max(report.network, slot.away - queue - execution)
        }
        return report
    }
}
