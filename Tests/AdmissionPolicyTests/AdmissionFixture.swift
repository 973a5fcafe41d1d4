import AdmissionPolicy
import Domain
import Kernel
import SimulationKit

/// An admission controller that is asked by hand.
struct AdmissionFixture {
    /// Stages of 1 and 4 ms per job, without a fixed part.
    static let model = TestModels.model("slow", perSample: [.milliseconds(1), .milliseconds(4)], capacity: 8)

    static let configuration = AdmissionConfiguration(
        utilizationLimit: 1,
        jobOverhead: .zero,
        dispatchCost: .zero,
        replyAllowance: .zero,
        blockingLimit: .milliseconds(4),
        arrivalJitter: .zero
    )

    var policy: AdmissionPolicy
    private var now = Instant.origin
    private var nextJob: UInt64 = 1

    init(
        _ members: [Member] = [TestModels.member([Self.model])],
        configuration: AdmissionConfiguration = Self.configuration
    ) {
        policy = AdmissionPolicy(configuration: configuration)
        _ = policy.handle(.viewChanged(members), at: now)
    }

    mutating func send(_ event: AdmissionEvent, at milliseconds: Double) -> [AdmissionAction] {
        now = .origin + .nanoseconds(Int64(milliseconds * 1e6))
        return policy.handle(event, at: now)
    }

    static func request(
        _ milliseconds: Double,
        of model: ServedModel = Self.model,
        mandatory: Int = 0,
        cloud: Bool = false,
        bestEffort: Bool = false,
        avoiding: WorkerID? = nil
    ) -> JobRequest {
        JobRequest(
            model: model.id,
            budget: .nanoseconds(Int64(milliseconds * 1e6)),
            rule: ExitRule(mandatoryExit: mandatory, lastExit: 1, threshold: 0.9),
            cloudIsAllowed: cloud,
            bestEffortIsAllowed: bestEffort,
            avoiding: avoiding
        )
    }

    /// The verdict on a new job.
    mutating func ask(_ request: JobRequest, at milliseconds: Double) -> Verdict? {
        nextJob += 1
        for case .answerJob(_, let verdict) in send(.jobAsked(JobID(nextJob), request), at: milliseconds) {
            return verdict
        }
        return nil
    }

    /// Asks until no more is promised.
    mutating func fill(_ request: JobRequest, at milliseconds: Double, limit: Int = 1_000) -> Int {
        for count in 0..<limit {
            guard case .promise? = ask(request, at: milliseconds) else { return count }
        }
        return limit
    }

    mutating func ask(_ id: String, _ request: StreamRequest, at milliseconds: Double = 0) -> StreamVerdict? {
        for case .answerStream(_, let verdict) in send(.streamAsked(StreamID(id), request), at: milliseconds) {
            return verdict
        }
        return nil
    }

    static func stream(period: Double, deadline: Double, frames: Int? = nil, mandatory: Int? = nil) -> StreamRequest {
        StreamRequest(
            model: Self.model.id,
            period: .nanoseconds(Int64(period * 1e6)),
            deadline: .nanoseconds(Int64(deadline * 1e6)),
            frames: frames,
            mandatoryExit: mandatory
        )
    }
}

extension Verdict {
    var refusal: Refusal? { if case .refuse(let refusal) = self { refusal } else { nil } }
    var worker: String? {
        switch self {
        case .promise(let worker, _, _), .bestEffort(let worker, _, _), .offload(let worker, _, _, _): worker.rawValue
        case .refuse: nil
        }
    }
}

extension StreamVerdict {
    var refusal: Refusal? { if case .refuse(let refusal) = self { refusal } else { nil } }
    var promise: StreamPromise? { if case .promise(let promise) = self { promise } else { nil } }
}
