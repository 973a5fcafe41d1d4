import Domain
import Kernel
import Messages

extension Rubato_V1_JobAsk {
    func request() throws(MalformedAsk) -> JobRequest {
        guard let request = domain else { throw MalformedAsk("jobs: the exit rule makes no sense") }
        return request
    }
}

extension Rubato_V1_StreamAsk {
    func request() throws(MalformedAsk) -> StreamRequest {
        guard !stream.isEmpty else { throw MalformedAsk("streams: a stream has a name") }
        guard periodUs > 0, deadlineUs > 0 else { throw MalformedAsk("streams: period and deadline are positive") }
        var request = domain
        if let frames = request.frames, frames > Self.framesInTenYears(period: request.period) { request.frames = nil }
        return request
    }

    /// A stream that would last for longer has no end that is worth waiting for, and instants beyond it none at all.
    private static func framesInTenYears(period: Duration) -> Int {
        let tenYears = Duration(wireMicroseconds: .max)
        return Int(tenYears.microseconds / max(1, period.microseconds))
    }
}

extension Rubato_V1_StreamLease {
    func promised() throws(MalformedAsk) -> StreamPromise {
        guard let promise = promise.domain else { throw MalformedAsk("leases: the promise makes no sense") }
        return promise
    }
}
