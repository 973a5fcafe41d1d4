import Domain
import Messages
import NIOCore
import Transport

/// An admission controller that decides as its test says; confined to the loop.
// Safe because a test and the network touch it on the loop only.
final class FakeAdmission: @unchecked Sendable {
    /// `nil` leaves the question open.
    var decide: (JobRequest) -> Verdict?
    /// On a copy for the cloud tier.
    var decideHedge: (JobRequest) -> Verdict = { _ in .refuse(Refusal(reason: .overloaded)) }
    var decideStream: (StreamRequest) -> StreamVerdict
    private(set) var asked: [JobRequest] = []
    private(set) var settled: [JobID] = []
    /// What jobs were said to have used.
    private(set) var uses: [JobID: JobUse] = [:]
    /// Whether jobs are paid from budgets.
    var charges = false
    private(set) var closedStreams: [String] = []
    private(set) var leases: [String] = []
    private var sink: (any MessageSink<Rubato_V1_AdmissionVerdict>)?
    private var calls = CallRouter()

    init(promising worker: WorkerID) {
        decide = { .promise($0.avoiding == worker ? WorkerID("w2") : worker, $0.rule) }
        decideStream = { request in
            let rule = Toy.model.defaultRule
            return .promise(StreamPromise(worker: worker, rule: rule, window: request.period / 2))
        }
        calls.registerBidirectional(CallMethods.decide) { [self] sink, _ in
            self.sink = sink
            return { event in
                if case .message(let ask) = event { self.hear(ask) }
            }
        }
    }

    func serve(_ exchange: any ServerExchange) { _ = calls.handle(exchange) }

    func revoke(_ stream: String) {
        var verdict = Rubato_V1_AdmissionVerdict()
        verdict.revokedStreams = [stream]
        sink?.send(verdict)
    }

    func move(_ stream: String, to worker: WorkerID) {
        let promise = StreamPromise(worker: worker, rule: Toy.model.defaultRule, window: .milliseconds(10))
        var verdict = Rubato_V1_AdmissionVerdict()
        verdict.streams = [Rubato_V1_StreamVerdict(StreamID(stream), .promise(promise))]
        sink?.send(verdict)
    }

    private func hear(_ ask: Rubato_V1_AdmissionAsk) {
        var answer = Rubato_V1_AdmissionVerdict()
        answer.charges = charges
        for use in ask.uses { uses[JobID(use.job)] = use.domain }
        for job in ask.jobs {
            guard let request = job.domain else { continue }
            asked.append(request)
            if let verdict = decide(request) { answer.jobs.append(Rubato_V1_JobVerdict(JobID(job.job), verdict)) }
        }
        for job in ask.hedges {
            guard let request = job.domain else { continue }
            answer.hedges.append(Rubato_V1_JobVerdict(JobID(job.job), decideHedge(request)))
        }
        for stream in ask.streams {
            let id = StreamID(stream.stream)
            answer.streams.append(Rubato_V1_StreamVerdict(id, decideStream(stream.domain)))
        }
        settled += ask.settled.map { JobID($0) }
        closedStreams += ask.closedStreams
        leases += ask.leases.map(\.ask.stream)
        sink?.send(answer)
    }
}
