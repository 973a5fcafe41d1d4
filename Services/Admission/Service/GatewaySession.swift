import Messages
import Transport

/// One gateway's connection, with the verdicts that are to leave with its next message.
///
/// Belongs to ``AdmissionController`` and is only touched there.
final class GatewaySession {
    private let sink: any MessageSink<Rubato_V1_AdmissionVerdict>
    private var pending = Rubato_V1_AdmissionVerdict()
    private var hasPending = false
    /// Whether jobs are paid from budgets.
    private var charges = false

    init(_ sink: any MessageSink<Rubato_V1_AdmissionVerdict>) {
        self.sink = sink
    }

    func append(_ change: (inout Rubato_V1_AdmissionVerdict) -> Void) {
        change(&pending)
        hasPending = true
    }

    /// Tells the gateway whether jobs are paid from budgets, if it does not know.
    func set(charges: Bool) {
        hasPending = hasPending || charges != self.charges
        self.charges = charges
    }

    /// Sends what has gathered.
    ///
    /// A gateway that does not read loses its call, and with its end its claims.
    func flush() {
        guard hasPending else { return }
        var message = pending
        message.charges = charges
        pending = Rubato_V1_AdmissionVerdict()
        hasPending = false
        if !sink.send(message) { sink.cancel() }
    }

    func end(_ status: CallStatus) { sink.finish(status) }
}
