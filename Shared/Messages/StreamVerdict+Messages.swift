package import Domain

extension Rubato_V1_StreamVerdict {
    package init(_ stream: StreamID, _ domain: StreamVerdict) {
        self.init()
        self.stream = stream.rawValue
        switch domain {
        case .promise(let promise): self.promise = Rubato_V1_PromisedStream(promise)
        case .refuse(let refusal): self.refusal = Rubato_V1_RefusalInfo(refusal)
        }
    }

    /// The verdict, or `nil` if it is of a kind that this version does not know.
    package var domain: StreamVerdict? {
        switch verdict {
        case .promise(let promise): promise.domain.map(StreamVerdict.promise)
        case .refusal(let refusal): .refuse(refusal.domain)
        case nil: nil
        }
    }
}

extension Rubato_V1_PromisedStream {
    package init(_ promise: StreamPromise) {
        self.init()
        worker = promise.worker.rawValue
        rule = Rubato_V1_Rule(promise.rule)
        windowUs = promise.window.wireMicroseconds
        if let id = promise.variant { variant = Rubato_V1_ModelKey(id) }
    }

    package var domain: StreamPromise? {
        rule.domain.map {
            StreamPromise(
                worker: WorkerID(worker),
                rule: $0,
                window: Duration(wireMicroseconds: windowUs),
                variant: hasVariant ? variant.domain : nil
            )
        }
    }
}

extension Rubato_V1_StreamAsk {
    package init(_ stream: StreamID, _ request: StreamRequest) {
        self.init()
        self.stream = stream.rawValue
        model = Rubato_V1_ModelKey(request.model)
        periodUs = request.period.wireMicroseconds
        deadlineUs = request.deadline.wireMicroseconds
        frames = UInt64(request.frames ?? 0)
        if let exit = request.mandatoryExit { mandatoryExit = UInt32(exit) }
        if let jitter = request.jitter { jitterUs = jitter.wireMicroseconds }
        tenant = request.tenant.rawValue
        exactModel = !request.variantIsAllowed
    }

    package var domain: StreamRequest {
        StreamRequest(
            model: model.domain,
            period: Duration(wireMicroseconds: periodUs),
            deadline: Duration(wireMicroseconds: deadlineUs),
            frames: frames == 0 ? nil : Int(clamping: frames),
            mandatoryExit: hasMandatoryExit ? Int(mandatoryExit) : nil,
            jitter: hasJitterUs ? Duration(wireMicroseconds: jitterUs) : nil,
            tenant: TenantID(tenant),
            variantIsAllowed: !exactModel
        )
    }
}
