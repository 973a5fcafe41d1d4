import Domain
import GatewayPolicy
import Kernel

/// Shows a stream: what it was promised and what has become of its frames.
enum StreamPage {
    static func write(
        _ id: StreamID,
        _ stream: OpenStream,
        _ special: SpecialistNote?,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("id")
        json.string(id.rawValue)
        json.key("model")
        json.string(stream.request.model.name)
        json.key("version")
        json.string(stream.request.model.version)
        json.key("fps")
        json.number(1 / stream.request.period.seconds)
        json.key("deadline_ms")
        json.number(stream.request.deadline.milliseconds)
        if let frames = stream.request.frames {
            json.key("frames")
            json.integer(frames)
        }
        if let jitter = stream.request.jitter {
            json.key("jitter_ms")
            json.number(jitter.milliseconds)
        }
        if stream.request.tenant != .nobody {
            json.key("tenant")
            json.string(stream.request.tenant.rawValue)
        }
        json.key("state")
        json.string(state(of: stream))
        if case .open(let promise) = stream.state { write(promise, to: &json) }
        special?.write(to: &json)
        write(stream.tally, to: &json)
        json.endObject()
    }

    private static func state(of stream: OpenStream) -> String {
        switch stream.state {
        case .asking: "asking"
        case .open: "open"
        case .renewing, .suspended: "revoked"
        }
    }

    private static func write(_ promise: StreamPromise, to json: inout JSONWriter) {
        json.key("worker")
        json.string(promise.worker.rawValue)
        if let variant = promise.variant?.variant {
            json.key("variant")
            json.string(variant)
        }
        json.key("window_us")
        json.integer(promise.window.microseconds)
        json.key("mandatory_exit")
        json.integer(promise.rule.mandatoryExit)
        json.key("last_exit")
        json.integer(promise.rule.lastExit)
        json.key("threshold")
        json.number(promise.rule.threshold)
    }

    private static func write(_ tally: StreamTally, to json: inout JSONWriter) {
        json.key("counts")
        json.beginObject()
        json.key("frames")
        json.integer(tally.frames)
        json.key("in_time")
        json.integer(tally.inTime)
        json.key("late")
        json.integer(tally.late)
        json.key("excess")
        json.integer(tally.excess)
        json.key("uncovered")
        json.integer(tally.uncovered)
        json.key("failed")
        json.integer(tally.failed)
        json.endObject()
    }
}
