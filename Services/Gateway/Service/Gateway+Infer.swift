import Domain
import GatewayPolicy
import Kernel
import NIOCore
import Telemetry
import Transport

/// The way of an inference request into the policy.
extension Gateway {
    /// Takes `POST /v2/models/M[/versions/V]/infer`.
    func infer(_ exchange: any ServerExchange, model name: String, version: String?) {
        let arrival = time.now - exchange.request.waited
        guard let model = catalog.model(named: name, version: version) else {
            return refuse(exchange, unknownModel(name, version))
        }
        guard !isDraining else { return refuse(exchange, APIProblem(.draining), model: model.id) }
        collect(exchange, model: model, stream: nil, arrival: arrival)
    }

    /// Takes `POST /v2/streams/ID/infer`.
    func inferFrame(_ exchange: any ServerExchange, stream id: StreamID) {
        let arrival = time.now - exchange.request.waited
        guard let stream = policy.stream(id) else { return refuse(exchange, unknownStream(id)) }
        guard let model = catalog.model(stream.request.model) else {
            return refuse(exchange, unknownModel(stream.request.model.name, stream.request.model.version))
        }
        collect(exchange, model: model, stream: id, arrival: arrival)
    }

    /// Answers a request that no job was made of.
    func refuse(_ exchange: any ServerExchange, _ problem: APIProblem, model: ModelID? = nil) {
        let outcome: RequestOutcome = problem.status == 429 ? .refused : .failed
        meters.count(outcome, reason: problem.reason, model: model)
        problem.respond(on: exchange)
    }

    /// For a model that the catalog has not: for good, or until one of its workers is back.
    func unknownModel(_ name: String, _ version: String?) -> APIProblem {
        let text = version.map { "\(name)' version '\($0)" } ?? name
        guard catalog.isMissing(name, version: version) else {
            return APIProblem(404, "unknown_model", "unknown model '\(text)'")
        }
        let words = "no worker that serves model '\(text)' is there at present"
        return APIProblem(503, Refusal.Reason.noWorker.rawValue, words, retryAfter: .seconds(1))
    }

    func unknownStream(_ id: StreamID) -> APIProblem {
        APIProblem(404, "unknown_stream", "unknown stream '\(id.rawValue)'")
    }

    private func collect(_ exchange: any ServerExchange, model: ServedModel, stream: StreamID?, arrival: Instant) {
        let limit = configuration.bodyBytes
        exchange.collectBody(limit: limit) { [weak self] result in
            self?.assumeIsolated { gateway in
                switch result {
                case .success(let body):
                    gateway.open(exchange, body, model: model, stream: stream, arrival: arrival)
                case .failure(.tooLarge):
                    let problem = APIProblem(413, "too_large", "the body is larger than \(limit) bytes")
                    gateway.refuse(exchange, problem, model: model.id)
                case .failure:
                    gateway.meters.count(.canceled, reason: "client_gone", model: model.id)
                }
            }
        }
    }

    private func open(
        _ exchange: any ServerExchange,
        _ body: ByteBuffer,
        model: ServedModel,
        stream: StreamID?,
        arrival: Instant
    ) {
        meters.receivedBytes.increment(by: body.readableBytes)
        do {
            let fields = try RequestFields(exchange.request.headers)
            let infer = try decode(body, fields, model: model, isFrame: stream != nil)
            let model = try variant(infer.parameters.variant, of: model, isFrame: stream != nil)
            try VariantCheck(model).admits(infer)
            start(
                OpenRequest(
                    exchange,
                    model: model,
                    infer: infer,
                    arrival: arrival,
                    budget: budget(of: infer, fields, model: model, stream: stream),
                    traceparent: fields.traceparent,
                    stream: stream,
                    tenant: tenant(of: infer, fields, stream: stream),
                    firstJob: takeJobIDs(infer.sampleCount)
                )
            )
        } catch {
            refuse(exchange, error, model: model.id)
        }
    }

    private func decode(
        _ body: ByteBuffer,
        _ fields: RequestFields,
        model: ServedModel,
        isFrame: Bool
    ) throws(APIProblem) -> InferRequest {
        var plain = body
        if let encoding = fields.contentEncoding {
            plain = try ContentCoding.decode(body, encoding: encoding, limit: configuration.bodyBytes)
        }
        let limit = isFrame ? 1 : configuration.samplesPerRequest
        return try InferDecoder.decode(plain, jsonLength: fields.jsonLength, model: model, sampleLimit: limit)
    }

    /// A frame's deadline is its stream's; else the request's own words count more than headers, and these than the model.
    private func budget(
        of infer: InferRequest,
        _ fields: RequestFields,
        model: ServedModel,
        stream: StreamID?
    ) -> Duration {
        let promised = stream.flatMap { policy.stream($0)?.request.deadline }
        let wanted =
            promised ?? infer.parameters.budget ?? infer.longestTaskBudget ?? fields.budget ?? model.defaultDeadline
        return min(wanted, configuration.longestBudget)
    }

    /// A frame is its stream's; else the request's own word counts more than the header.
    private func tenant(of infer: InferRequest, _ fields: RequestFields, stream: StreamID?) -> Tenant {
        let promised = stream.flatMap { policy.stream($0)?.request.tenant.rawValue }
        guard let name = promised ?? infer.parameters.tenant ?? fields.tenant else { return .nobody }
        return tenants.tenant(named: name)
    }

    private func start(_ request: OpenRequest) {
        var rule = request.infer.rule(for: request.model)
        if let exit = request.stream.flatMap({ policy.stream($0)?.request.mandatoryExit }) {
            rule.mandatoryExit = min(exit, rule.lastExit)
        }
        let bytes = request.infer.tensor.readableBytes / request.infer.sampleCount
        var spec = JobSpec(
            model: request.model.id,
            deadline: request.deadline,
            rule: rule,
            leastExecution: request.model.profile.wcet(stages: 0...rule.mandatoryExit, batchSize: 1),
            bytes: bytes,
            cloudIsAllowed: request.infer.parameters.cloudIsAllowed,
            bestEffortIsAllowed: request.infer.parameters.bestEffortIsAllowed,
            variantIsAllowed: request.infer.allowsVariants,
            tenant: request.tenant,
            waited: request.exchange.request.waited
        )
        spec.cloudPath = catalog.cloudPath(of: request.model.id, bytes: bytes)
        let jobs = request.jobs
        // Ahead of the jobs, as a client that has already gone is told of at once.
        request.exchange.onClose { [weak self] failure in
            guard failure != nil else { return }
            self?.assumeIsolated { $0.abandon(jobs) }
        }
        open(request, spec)
    }

    private func open(_ request: OpenRequest, _ spec: JobSpec) {
        for (index, job) in request.jobs.enumerated() where !request.isOver {
            slots[job] = JobSlot(request, index: index)
            history.begin(
                JobRecord(job: job, model: spec.model, arrival: request.arrival, budget: request.budget)
            )
            receive(request.stream.map { .framed(job, spec, $0) } ?? .asked(job, spec))
        }
    }
}
