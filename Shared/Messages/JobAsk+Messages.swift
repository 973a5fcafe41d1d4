package import Domain

extension Rubato_V1_JobAsk {
    package init(_ job: JobID, _ request: JobRequest) {
        self.init()
        self.job = job.rawValue
        model = Rubato_V1_ModelKey(request.model)
        budgetUs = request.budget.wireMicroseconds
        rule = Rubato_V1_Rule(request.rule)
        cloudAllowed = request.cloudIsAllowed
        bestEffortAllowed = request.bestEffortIsAllowed
        avoidWorker = request.avoiding?.rawValue ?? ""
        isExcess = request.isExcess
        tenant = request.tenant.rawValue
        bytes = UInt64(max(0, request.bytes))
        exactModel = !request.variantIsAllowed
    }

    /// The request, or `nil` if its exit rule makes no sense.
    package var domain: JobRequest? {
        rule.domain.map {
            JobRequest(
                model: model.domain,
                budget: Duration(wireMicroseconds: budgetUs),
                rule: $0,
                cloudIsAllowed: cloudAllowed,
                bestEffortIsAllowed: bestEffortAllowed,
                avoiding: avoidWorker.isEmpty ? nil : WorkerID(avoidWorker),
                isExcess: isExcess,
                tenant: TenantID(tenant),
                variantIsAllowed: !exactModel,
                bytes: Int(min(bytes, UInt64(UInt32.max)))
            )
        }
    }
}
