import Messages
import Transport

/// One gateway's connection, with the verdicts that are to leave with its next message.
///
/// Belongs to ``AdmissionController`` and is only touched there.
final class GatewaySession {
    private let sink: any MessageSink<Rubato_V1_AdmissionVerdict>
    private var pending = Rubato_V1_AdmissionVerdict()
    private var hasPending = false

    init(_ sink: any MessageSink<Rubato_V1_AdmissionVerdict>) {
        self.sink = sink
    }

    func append(_ change: (inout Rubato_V1_AdmissionVerdict) -> Void) {
        change(&pending)
        hasPending = true
    }

    /// Sends what has gathered.
    ///
    /// A gateway that does not read loses its call, and with its end its claims.
    func flush() {
        guard hasPending else { return }
        let message = pending
        pending = Rubato_V1_AdmissionVerdict()
        hasPending = false
        if !sink.send(message) { sink.cancel() }
    }

    func end(_ status: CallStatus) { sink.finish(status) }
}
