package import Domain

extension Rubato_V1_JobVerdict {
    package init(_ job: JobID, _ domain: Verdict) {
        self.init()
        self.job = job.rawValue
        switch domain {
        case .promise(let worker, let rule, let variant): promise = Rubato_V1_PromisedJob(worker, rule, variant)
        case .bestEffort(let worker, let rule, let variant): bestEffort = Rubato_V1_PromisedJob(worker, rule, variant)
        case .offload(let worker, let rule, let patience):
            offload = Rubato_V1_PromisedJob(worker, rule)
            offload.patienceUs = patience.wireMicroseconds
        case .refuse(let refusal): self.refusal = Rubato_V1_RefusalInfo(refusal)
        }
    }

    /// The verdict, or `nil` if it is of a kind that this version does not know.
    package var domain: Verdict? {
        switch verdict {
        case .promise(let promised): promised.domain.map { .promise($0, $1, variant: promised.variantID) }
        case .bestEffort(let promised):
            promised.domain.map { .bestEffort($0, $1, variant: promised.variantID) }
        case .offload(let promised):
            promised.domain.map { .offload($0, $1, patience: Duration(wireMicroseconds: promised.patienceUs)) }
        case .refusal(let refusal): .refuse(refusal.domain)
        case nil: nil
        }
    }
}

extension Rubato_V1_PromisedJob {
    init(_ worker: WorkerID, _ rule: ExitRule, _ variant: ModelID? = nil) {
        self.init()
        self.worker = worker.rawValue
        self.rule = Rubato_V1_Rule(rule)
        if let variant { self.variant = Rubato_V1_ModelKey(variant) }
    }

    var variantID: ModelID? { hasVariant ? variant.domain : nil }

    var domain: (WorkerID, ExitRule)? {
        rule.domain.map { (WorkerID(worker), $0) }
    }
}
