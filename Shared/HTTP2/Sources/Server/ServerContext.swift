import Transport

/// What every connection of one server shares.
struct ServerContext: Sendable {
    let limits: HTTP2Limits
    let timers: ServerTimers
    let counters: TransportCounters
    let registry: ConnectionRegistry
    let handler: @Sendable (any ServerExchange) -> Void
}
