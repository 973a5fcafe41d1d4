import Domain
import GatewayPolicy
import Kernel
import NIOCore
import Transport

/// Streams: asked for, shown and given back.
extension Gateway {
    private static let bodyLimit = 64 << 10

    func askStream(_ exchange: any ServerExchange) {
        exchange.collectBody(limit: Self.bodyLimit) { [weak self] result in
            self?.assumeIsolated { gateway in
                switch result {
                case .success(let body): gateway.askStream(exchange, body)
                case .failure(.tooLarge):
                    APIProblem(413, "too_large", "the body is larger than \(Self.bodyLimit) bytes").respond(
                        on: exchange
                    )
                case .failure: break
                }
            }
        }
    }

    private func askStream(_ exchange: any ServerExchange, _ body: ByteBuffer) {
        do {
            let request = try streamRequest(in: body, header: exchange.request.headers["rubato-tenant"])
            let id = makeStreamID()
            streamClients[id] = exchange
            receive(.streamAsked(id, request))
            exchange.onClose { [weak self] failure in
                guard failure != nil else { return }
                self?.assumeIsolated { $0.forgetStreamClient(id) }
            }
        } catch {
            error.respond(on: exchange)
        }
    }

    private func streamRequest(in body: ByteBuffer, header: String?) throws(APIProblem) -> StreamRequest {
        let wish = try StreamDecoder.decode(body)
        guard let model = catalog.model(named: wish.model, version: wish.version) else {
            throw unknownModel(wish.model, wish.version)
        }
        let served = try variant(wish.variant, of: model, field: "variant")
        var name = wish.tenant
        if name == nil, let header { name = try TenantName.checked(header, "rubato-tenant") }
        let tenant = name.map { tenants.tenant(named: $0).id } ?? .nobody
        return try wish.request(for: served, tenant: tenant)
    }

    /// The client has gone before the verdict, so nobody knows the stream's name.
    private func forgetStreamClient(_ id: StreamID) {
        guard streamClients.removeValue(forKey: id) != nil else { return }
        receive(.streamClosed(id))
    }

    func openStream(_ id: StreamID, _ promise: StreamPromise) {
        guard let exchange = streamClients.removeValue(forKey: id), let stream = policy.stream(id) else { return }
        let path = "/v2/streams/\(id.rawValue)"
        respond(exchange, status: 201, headers: ["location": path]) { write(id, stream, to: &$0) }
    }

    func rejectStream(_ id: StreamID, _ rejection: Rejection) {
        guard let exchange = streamClients.removeValue(forKey: id) else { return }
        APIProblem(rejection).respond(on: exchange)
    }

    func listStreams(_ exchange: any ServerExchange) {
        respond(exchange) { json in
            json.beginObject()
            json.key("streams")
            json.beginArray()
            for id in policy.streamIDs {
                if let stream = policy.stream(id) { write(id, stream, to: &json) }
            }
            json.endArray()
            json.endObject()
        }
    }

    func showStream(_ exchange: any ServerExchange, _ id: StreamID) {
        guard let stream = policy.stream(id) else { return unknownStream(id).respond(on: exchange) }
        respond(exchange) { write(id, stream, to: &$0) }
    }

    private func write(_ id: StreamID, _ stream: OpenStream, to json: inout JSONWriter) {
        let classes = catalog.model(stream.request.model)?.classes ?? []
        let special = specialization.stream(id).flatMap { SpecialistNote($0, classes: classes) }
        StreamPage.write(id, stream, special, to: &json)
    }

    func deleteStream(_ exchange: any ServerExchange, _ id: StreamID) {
        guard policy.stream(id) != nil, streamClients[id] == nil else {
            return unknownStream(id).respond(on: exchange)
        }
        receive(.streamClosed(id))
        exchange.respond(ResponseHead(status: 204), body: ByteBuffer())
    }

    /// A name that other clients can not guess.
    private func makeStreamID() -> StreamID {
        let halves = (0..<2).map { _ in JobID(UInt64.random(in: 0...(.max), using: &random)).description }
        return StreamID(halves.joined())
    }
}
