import Domain
import GatewayPolicy
import Kernel
import Messages
import NIOCore
import SwiftProtobuf
import Transport

/// What is sent to a worker for one job, and how its reply is read.
enum JobCall {
    /// Larger than any answer: a thousand classes take 4 KB.
    static let replyLimit = 1 << 20

    /// A confidence that no exit has.
    private static let fullDepth: Float = 2

    /// The head of the request, whose body is the sample's tensor; the budget is what the worker may use.
    static func head(
        _ job: JobID,
        model: ModelID,
        infer: InferRequest,
        leg: Leg,
        special: (heads: HeadsID, isAudited: Bool)? = nil,
        terms: [Rubato_V1_TaskTerms] = [],
        tenant: Tenant,
        budget: Duration,
        traceparent: String?
    ) throws -> RequestHead {
        var descriptor = Rubato_V1_JobDescriptor()
        descriptor.job = job.rawValue
        descriptor.model = Rubato_V1_ModelKey(model)
        descriptor.bestEffort = leg.jobClass == .bestEffort
        descriptor.rule = Rubato_V1_Rule(leg.rule)
        if let stream = leg.stream { descriptor.stream = stream.rawValue }
        descriptor.windowUs = leg.window.wireMicroseconds
        descriptor.datatype = infer.datatype.rawValue
        descriptor.tasks = infer.tasks
        descriptor.skipsOwnTask = !infer.wantsOwnTask
        descriptor.terms = terms
        if let special {
            descriptor.heads = special.heads.rawValue
            descriptor.isAudited = special.isAudited
            if special.isAudited { descriptor.rule.threshold = Self.fullDepth }
        }
        if tenant != .nobody {
            descriptor.tenant = tenant.id.rawValue
            descriptor.tenantWeight = Float(tenant.weight)
        }
        let bytes: [UInt8] = try descriptor.serializedBytes()
        var head = RequestHead(method: "POST", target: CallMethods.executePath)
        head.headers.append(CallMethods.descriptorHeader, Base64.encode(bytes), isVolatile: true)
        head.headers.append(BudgetHeader.name, BudgetHeader.encode(budget), isVolatile: true)
        if let traceparent { head.headers.append("traceparent", traceparent, isVolatile: true) }
        return head
    }

    /// Reads the reply.
    static func outcome(of result: Result<Response, ExchangeFailure>) -> JobOutcome {
        switch result {
        case .success(let response) where response.head.status == 200: answer(in: response)
        case .success(let response): .failure(failure(in: response))
        case .failure(.deadlineExceeded): .failure(.deadlineMissed)
        case .failure: .failure(.unavailable)
        }
    }

    private static func answer(in response: Response) -> JobOutcome {
        let bytes = Array(response.body.readableBytesView)
        guard let result = try? Rubato_V1_JobResult(serializedBytes: bytes) else { return .failure(.unavailable) }
        return .answer(result)
    }

    private static func failure(in response: Response) -> LegFailure {
        switch response.head.status {
        case 504: return .deadlineMissed
        case 429: return .refused
        case 400, 413, 415, 422:
            let problem = try? Rubato_V1_Problem(serializedBytes: Array(response.body.readableBytesView))
            return .rejected(problem?.message ?? "the worker answered \(response.head.status)")
        default: return .unavailable
        }
    }
}
