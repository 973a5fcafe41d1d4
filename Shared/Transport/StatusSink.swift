/// What can be told that a call ends with this status.
protocol StatusSink: AnyObject, Sendable {
    func finish(_ status: CallStatus)
}
