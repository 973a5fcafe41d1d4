import Domain
import GatewayPolicy
import Kernel
import Messages
import NIOCore
import Transport

/// Writes the response to an inference request.
struct InferReply {
    let model: ServedModel
    let request: InferRequest
    /// One per sample, checked with ``isSound(_:for:)``.
    let results: [Rubato_V1_JobResult]
    let report: AnswerReport

    /// Whether a worker's result can be passed on: as many finite probabilities as classes for each task that was asked
    /// about, and an exit that exists.
    static func isSound(_ result: Rubato_V1_JobResult, for model: ServedModel, tasks: [String] = []) -> Bool {
        result.probabilities.count == model.classes.count && !model.classes.isEmpty
            && result.probabilities.allSatisfy(\.isFinite) && Int(result.exit) < model.exits.count
            && tasks.allSatisfy { task in
                let classes = OutputName(.probabilities, of: task).classes(of: model).count
                let found = result.tasks.first { $0.name == task }?.probabilities ?? []
                return found.count == classes && classes > 0 && found.allSatisfy(\.isFinite)
            }
    }

    func respond(on exchange: any ServerExchange) {
        let (json, binary) = body()
        var head = ResponseHead(status: 200)
        if binary.readableBytes > 0 {
            head.headers.append("content-type", "application/octet-stream")
            head.headers.append("inference-header-content-length", String(json.readableBytes))
        } else {
            head.headers.append("content-type", "application/json")
        }
        head.headers.append("rubato-job", report.job.description, isVolatile: true)
        head.headers.append("server-timing", report.serverTiming, isVolatile: true)
        var body = json
        body.writeImmutableBuffer(binary)
        exchange.respond(head, body: body)
    }

    private func body() -> (json: ByteBuffer, binary: ByteBuffer) {
        var json = JSONWriter(capacity: 768)
        var binary = ByteBuffer()
        json.beginObject()
        json.key("model_name")
        json.string(request.parameters.variant == nil ? model.id.name : model.id.original.name)
        json.key("model_version")
        json.string(model.id.version)
        if let id = request.id {
            json.key("id")
            json.string(id)
        }
        json.key("parameters")
        write(report, to: &json)
        json.key("outputs")
        json.beginArray()
        for wish in wishes {
            let isBinary = wish.isBinary ?? request.parameters.binaryOutput
            OutputWriter(name: wish.name, isBinary: isBinary, tellsExit: request.hasTerms)
                .write(results, of: model, to: &json, &binary)
        }
        json.endArray()
        json.endObject()
        return (json.buffer, binary)
    }

    private var wishes: [OutputWish] {
        request.outputs.isEmpty ? OutputName.standard.map { OutputWish(name: $0) } : request.outputs
    }

    private func write(_ report: AnswerReport, to json: inout JSONWriter) {
        json.beginObject()
        json.key("exit")
        json.integer(report.exit)
        json.key("confidence")
        json.number(report.confidence)
        json.key("expected_accuracy")
        json.number(report.expectedAccuracy)
        json.key("deadline_met")
        json.bool(report.isInTime)
        json.key("budget_us")
        json.integer(report.budget.microseconds)
        json.key("total_us")
        json.integer(report.total.microseconds)
        json.key("admission_us")
        json.integer(report.admission.microseconds)
        json.key("queue_us")
        json.integer(report.queue.microseconds)
        json.key("execution_us")
        json.integer(report.execution.microseconds)
        json.key("network_us")
        json.integer(report.network.microseconds)
        if report.cost > 0 {
            json.key("cost_usd")
            json.number(report.cost)
        }
        report.emulation?.write(to: &json)
        if report.joules > 0 {
            json.key("modeled_joules")
            json.number(report.joules)
        }
        if let specialist = report.specialist {
            json.key("specialist")
            json.string(specialist)
        }
        if report.isAudited {
            json.key("audited")
            json.bool(true)
        }
        json.key("worker")
        json.string(report.worker.rawValue)
        json.key("admission")
        json.string(report.terms.rawValue)
        json.key("step")
        json.string(report.step.rawValue)
        if let variant = report.variant {
            json.key("variant")
            json.string(variant)
        }
        json.key("job")
        json.string(report.job.description)
        json.endObject()
    }
}
