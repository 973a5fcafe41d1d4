import Domain
import Kernel
import NIOCore
import Transport

/// What the gateway tells of itself, of models and of past requests.
extension Gateway {
    func respond(
        _ exchange: any ServerExchange,
        status: Int = 200,
        headers: HeaderList = [:],
        _ write: (inout JSONWriter) -> Void
    ) {
        var json = JSONWriter()
        write(&json)
        var head = ResponseHead(status: status, headers: headers)
        head.headers.append("content-type", "application/json")
        exchange.respond(head, body: json.buffer)
    }

    func showServer(_ exchange: any ServerExchange) {
        respond(exchange) { ServerPage.write(to: &$0) }
    }

    func showModel(_ exchange: any ServerExchange, _ model: ServedModel) {
        let versions = catalog.versions(of: model.id.name)
        let variants = catalog.variants(of: model.id)
        respond(exchange) { ModelPage.writeMetadata(of: model, versions: versions, variants: variants, to: &$0) }
    }

    /// A model that the catalog has is ready; one that it has not is answered before this.
    func showReady(_ exchange: any ServerExchange, _ model: ServedModel) {
        respond(exchange) { json in
            json.beginObject()
            json.key("name")
            json.string(model.id.name)
            json.key("ready")
            json.bool(true)
            json.endObject()
        }
    }

    func showConfig(_ exchange: any ServerExchange, _ model: ServedModel) {
        let largest = configuration.samplesPerRequest
        respond(exchange) { ModelPage.writeConfig(of: model, largestBatch: largest, to: &$0) }
    }

    func showStatistics(_ exchange: any ServerExchange) {
        showStatistics(exchange, of: catalog.models)
    }

    func showStatistics(_ exchange: any ServerExchange, of models: [ServedModel]) {
        respond(exchange) { json in
            json.beginObject()
            json.key("model_stats")
            json.beginArray()
            for model in models { StatisticsPage.write(meters.model(model).statistics, of: model.id, to: &json) }
            json.endArray()
            json.endObject()
        }
    }

    func showRepository(_ exchange: any ServerExchange) {
        respond(exchange) { json in
            json.beginArray()
            for model in catalog.models { ModelPage.writeIndexEntry(of: model, to: &json) }
            json.endArray()
        }
    }

    func explain(_ exchange: any ServerExchange, _ text: String) {
        guard let number = UInt64(text, radix: 16), let record = history[JobID(number)] else {
            return APIProblem(404, "unknown_job", "job '\(text)' is not among the last \(configuration.rememberedJobs)")
                .respond(on: exchange)
        }
        respond(exchange) { ExplainPage.write(record, to: &$0) }
    }
}
