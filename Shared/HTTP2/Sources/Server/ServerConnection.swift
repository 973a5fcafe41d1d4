/// An open connection, as the server that stops sees it; used on the connection's event loop only.
protocol ServerConnection: AnyObject, Sendable {
    /// Takes no more requests, and closes when the open ones are answered.
    func drain()
}
