import Domain
import Kernel
import NIOCore
import Transport

extension APIProblem {
    /// The response: `error` as every client of the protocol reads it, and beside it what programs need.
    func respond(on exchange: any ServerExchange, extra: HeaderList = [:]) {
        var head = ResponseHead(status: status, headers: ["content-type": "application/json"])
        if let retryAfter {
            let milliseconds = max(1, (retryAfter.microseconds + 999) / 1_000)
            head.headers.append("retry-after", String((milliseconds + 999) / 1_000))
            head.headers.append("retry-after-ms", String(milliseconds))
        }
        for field in extra.fields { head.headers.append(field.name, field.value) }
        exchange.respond(head, body: body)
    }

    private var body: ByteBuffer {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("error")
        json.string(message)
        json.key("reason")
        json.string(reason)
        if let field {
            json.key("field")
            json.string(field)
        }
        writeOutlook(to: &json)
        json.endObject()
        return json.buffer
    }

    private func writeOutlook(to json: inout JSONWriter) {
        if let retryAfter {
            json.key("retry_after_ms")
            json.number(retryAfter.milliseconds)
        }
        if let predictedFinish {
            json.key("predicted_finish_ms")
            json.number(predictedFinish.milliseconds)
        }
        if let budget {
            json.key("budget")
            json.string(budget)
        }
        guard let counterOffer else { return }
        json.key("counter_offer")
        json.beginObject()
        if let rate = counterOffer.framesPerSecond {
            json.key("fps")
            json.number(rate)
        }
        if let deadline = counterOffer.deadline {
            json.key("deadline_ms")
            json.number(deadline.milliseconds)
        }
        if let exit = counterOffer.mandatoryExit {
            json.key("min_exit")
            json.integer(exit)
        }
        json.endObject()
    }
}
