import HTTP2

extension HTTP2Session {
    /// All that has happened since the last call.
    func takeEvents() -> [HTTP2Event] {
        var events: [HTTP2Event] = []
        while let event = takeEvent() { events.append(event) }
        return events
    }
}
