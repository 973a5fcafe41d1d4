/// What performs the events of a session that a driver moves the bytes of.
protocol SessionOwner: AnyObject {
    func perform(_ event: HTTP2Event)
    /// Everything that was to be sent is sent, or waits for the peer.
    func flushed()
}
