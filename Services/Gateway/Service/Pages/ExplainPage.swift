import Domain
import GatewayPolicy
import Kernel

/// Tells what happened to one job, step by step.
enum ExplainPage {
    static func write(_ record: JobRecord, to json: inout JSONWriter) {
        json.beginObject()
        json.key("job")
        json.string(record.job.description)
        json.key("model_name")
        json.string(record.model.name)
        json.key("model_version")
        json.string(record.model.version)
        json.key("budget_us")
        json.integer(record.budget.microseconds)
        json.key("steps")
        json.beginArray()
        for (at, step) in record.steps {
            json.beginObject()
            json.key("at_us")
            json.integer(at.microseconds)
            write(step, to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private static func write(_ step: JobRecord.Step, to json: inout JSONWriter) {
        json.key("step")
        switch step {
        case .asked(let avoided):
            json.string("asked")
            if let avoided {
                json.key("avoiding")
                json.string(avoided.rawValue)
            }
        case .askedHedge: json.string("asked_hedge")
        case .sent(let leg):
            json.string("sent")
            write(leg, to: &json)
        case .failed(let failure):
            json.string("failed")
            json.key("failure")
            json.string(String(describing: failure))
        case .answered(let exit, let confidence, let batchSize):
            json.string("answered")
            json.key("exit")
            json.integer(exit)
            json.key("confidence")
            json.number(confidence)
            json.key("batch_size")
            json.integer(batchSize)
        case .rejected(let reason):
            json.string("rejected")
            json.key("reason")
            json.string(reason)
        case .abandoned:
            json.string("abandoned")
        }
    }

    private static func write(_ leg: Leg, to json: inout JSONWriter) {
        json.key("worker")
        json.string(leg.worker.rawValue)
        json.key("admission")
        json.string(leg.terms.rawValue)
        if let variant = leg.variant?.variant {
            json.key("variant")
            json.string(variant)
        }
        json.key("mandatory_exit")
        json.integer(leg.rule.mandatoryExit)
        json.key("last_exit")
        json.integer(leg.rule.lastExit)
        json.key("threshold")
        json.number(leg.rule.threshold)
        json.key("window_us")
        json.integer(leg.window.microseconds)
    }
}
