package import Domain
package import Inference
package import Kernel
import Messages
import SwiftProtobuf
package import Transport

/// What the head of an `Execute` request asks for, checked against the models that are served.
package struct ExecuteRequest: Sendable {
    /// Its deadline is on this process's clock, less the transit allowance.
    package let job: LaneJob
    package let datatype: InputDatatype
    package let tasks: TaskSelection
    /// The number of the heads by which it may leave; `nil` leaves it to the general model.
    package let special: (heads: UInt64, isAudited: Bool)?
    /// The stage that it stands before: where it comes from another member, behind the exits that are done there.
    package let firstStage: Int
    /// The exit behind which it is to bring what it carries.
    package let handsOnBehind: Int?
    /// The length that the body must have.
    package let byteCount: Int

    /// Reads the head.
    ///
    /// - Parameters:
    ///   - head: Of the request.
    ///   - models: What is served.
    ///   - stored: What could be, but is not in memory.
    ///   - now: When the head arrived.
    ///   - allowance: The part of the budget that is kept for the way of the answer, which cannot be seen from here.
    ///   - resumes: Whether this member goes on with what others have begun.
    /// - Returns: The request.
    /// - Throws: What to answer in its place.
    package static func read(
        _ head: RequestHead,
        models: [ModelID: LoadedModel],
        stored: Set<ModelID>,
        at now: Instant,
        allowance: Duration,
        resumes: Bool = false
    ) throws(Problem) -> ExecuteRequest {
        let descriptor = try readDescriptor(head)
        let model = descriptor.model.domain
        guard let loaded = models[model] else {
            guard !stored.contains(model) else {
                throw Problem(status: 503, reason: "not_resident", message: "\(model) is not in memory", field: "model")
            }
            throw Problem(status: 404, reason: "unknown_model", message: "\(model) is not served here", field: "model")
        }
        guard let datatype = InputDatatype(rawValue: descriptor.datatype) else {
            throw .malformed("datatype", "'\(descriptor.datatype)' is neither FP32 nor UINT8")
        }
        guard let rule = descriptor.rule.domain, rule.lastExit < loaded.served.exits.count else {
            throw .malformed(
                "rule",
                "the exits must be in order and among the \(loaded.served.exits.count) of \(model)"
            )
        }
        let firstStage = try readFirstStage(descriptor, of: loaded.served, last: rule.lastExit, resumes: resumes)
        let byteCount =
            firstStage > 0 ? loaded.served.exits[firstStage - 1].carriedBytes : loaded.input.byteCount(datatype)
        if let length = head.contentLength, length != byteCount {
            let content = firstStage > 0 ? "what is carried before stage \(firstStage)" : datatype.rawValue
            throw .malformed("tensor", "\(model) takes \(byteCount) bytes of \(content), not \(length)")
        }
        let job = LaneJob(
            id: JobID(descriptor.job),
            model: model,
            jobClass: descriptor.bestEffort ? .bestEffort : .promised,
            deadline: now + (try readBudget(head)) - allowance,
            rule: rule,
            stream: descriptor.stream.isEmpty ? nil : StreamID(descriptor.stream),
            window: Duration(wireMicroseconds: descriptor.windowUs),
            tenant: Tenant(wire: descriptor.tenant, weight: descriptor.tenantWeight)
        )
        var tasks = try selection(descriptor, of: loaded.served)
        try readTerms(of: descriptor, of: loaded.served, into: &tasks, latest: job.deadline, at: now - allowance)
        return ExecuteRequest(
            job: job,
            datatype: datatype,
            tasks: tasks,
            special: descriptor.heads == 0 ? nil : (descriptor.heads, descriptor.isAudited),
            firstStage: firstStage,
            handsOnBehind: descriptor.handsOn && loaded.served.exits[rule.mandatoryExit].carriedBytes > 0
                ? rule.mandatoryExit : nil,
            byteCount: byteCount
        )
    }

    private static func readFirstStage(
        _ descriptor: Rubato_V1_JobDescriptor,
        of model: ServedModel,
        last: Int,
        resumes: Bool
    ) throws(Problem) -> Int {
        guard descriptor.firstStage > 0 else { return 0 }
        guard resumes, let stage = Int(exactly: descriptor.firstStage), stage <= last,
            model.exits[stage - 1].carriedBytes > 0
        else { throw .malformed("first_stage", "nothing is gone on with here before stage \(descriptor.firstStage)") }
        guard descriptor.tasks.isEmpty, descriptor.heads == 0 else {
            throw .malformed("first_stage", "heads beside the network's own read from its first stage on")
        }
        return stage
    }

    private static func selection(
        _ descriptor: Rubato_V1_JobDescriptor,
        of model: ServedModel
    ) throws(Problem) -> TaskSelection {
        var further: [Int] = []
        for name in descriptor.tasks {
            guard let place = model.tasks.firstIndex(where: { $0.name == name }), !further.contains(place) else {
                throw .malformed("tasks", "'\(name)' is no task of \(model.id), or is named twice")
            }
            further.append(place)
        }
        guard !descriptor.skipsOwnTask || !further.isEmpty else { throw .malformed("tasks", "none is wanted") }
        return TaskSelection(includesOwn: !descriptor.skipsOwnTask, further: further)
    }

    private static func readTerms(
        of descriptor: Rubato_V1_JobDescriptor,
        of model: ServedModel,
        into tasks: inout TaskSelection,
        latest: Instant,
        at now: Instant
    ) throws(Problem) {
        guard !descriptor.terms.isEmpty else { return }
        tasks.terms = [TaskTerms](repeating: TaskTerms(), count: 1 + tasks.further.count)
        for terms in descriptor.terms {
            let index = model.tasks.firstIndex { $0.name == terms.task }
            let place = terms.task.isEmpty ? 0 : index.flatMap { tasks.further.firstIndex(of: $0) }.map { $0 + 1 }
            guard let place, place > 0 || tasks.includesOwn, terms.utility.isFinite, terms.utility >= 0 else {
                throw .malformed("terms", "of a task that is not asked about, or not at least 0")
            }
            let budget = terms.hasBudgetUs ? Duration(wireMicroseconds: terms.budgetUs) : nil
            let deadline = budget.map { min(latest, now + min($0, .seconds(315_360_000))) }
            tasks.terms[place] = TaskTerms(deadline: deadline, utility: terms.utility)
        }
    }

    private static func readDescriptor(_ head: RequestHead) throws(Problem) -> Rubato_V1_JobDescriptor {
        guard let text = head.headers[CallMethods.descriptorHeader] else {
            throw .malformed(CallMethods.descriptorHeader, "the job's descriptor is missing")
        }
        guard let bytes = Base64.decode(text), let descriptor = try? Rubato_V1_JobDescriptor(serializedBytes: bytes)
        else { throw .malformed(CallMethods.descriptorHeader, "not a job's descriptor in base64") }
        return descriptor
    }

    private static func readBudget(_ head: RequestHead) throws(Problem) -> Duration {
        guard let text = head.headers[BudgetHeader.name] else {
            throw .malformed(BudgetHeader.name, "the remaining budget is missing")
        }
        guard let budget = BudgetHeader.decode(text) else {
            throw .malformed(BudgetHeader.name, "'\(text)' is not a budget as gRPC writes it")
        }
        // Ten years, so that sums of instants cannot overflow.
        return min(budget, .seconds(315_360_000))
    }
}
