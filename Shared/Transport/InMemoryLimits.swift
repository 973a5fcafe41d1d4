/// What one side of an in-memory transport accepts, as a real one would.
package struct InMemoryLimits: Sendable {
    /// Requests open at once; one more fails with `.overloaded`.
    package var openExchanges = 256
    /// Bytes of one body, in either direction.
    package var bodyBytes = 16 << 20
    /// Bytes of one direction of an exchange that are sent and not yet taken.
    package var waitingBytes = 16 << 20

    package init() {}
}
