package import Domain

extension Rubato_V1_JobVerdict {
    package init(_ job: JobID, _ domain: Verdict) {
        self.init()
        self.job = job.rawValue
        switch domain {
        case .promise(let worker, let rule, let variant): promise = Rubato_V1_PromisedJob(worker, rule, variant)
        case .bestEffort(let worker, let rule, let variant): bestEffort = Rubato_V1_PromisedJob(worker, rule, variant)
        case .offload(let worker, let rule, let patience, let fallback):
            offload = Rubato_V1_PromisedJob(worker, rule)
            offload.patienceUs = patience.wireMicroseconds
            guard let fallback else { break }
            offload.fallbackWorker = fallback.worker.rawValue
            offload.fallbackRule = Rubato_V1_Rule(fallback.rule)
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
            promised.domain.map { worker, rule in
                let patience = Duration(wireMicroseconds: promised.patienceUs)
                return .offload(worker, rule, patience: patience, fallback: promised.fallback)
            }
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

    fileprivate var fallback: LocalFallback? {
        guard !fallbackWorker.isEmpty, let rule = fallbackRule.domain else { return nil }
        return LocalFallback(worker: WorkerID(fallbackWorker), rule: rule)
    }
}
