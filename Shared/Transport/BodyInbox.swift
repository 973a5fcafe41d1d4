import NIOCore

/// Holds the pieces of a body until somebody takes them.
///
/// The owner calls the handler itself, outside of any access to this value, because handlers call back into the owner.
/// Adjacent chunks that wait are joined, so that what waits costs about its bytes however small the pieces came.
package struct BodyInbox {
    package typealias Handler = @Sendable (BodyEvent) -> Void

    package private(set) var handler: Handler?
    /// Whether the last event has come.
    package private(set) var hasEnded = false
    /// Whether the last event has been given to the handler.
    private var hasGivenEnd = false
    private var isPaused = false
    private var waiting: [BodyEvent] = []

    package init() {}

    /// Whether more is to come and would be taken at once.
    package var isReceptive: Bool { handler != nil && !isPaused && !hasEnded }

    /// Chunk bytes that wait to be taken.
    package var waitingBytes: Int {
        waiting.reduce(0) { sum, event in
            if case .chunk(let chunk) = event { sum + chunk.readableBytes } else { sum }
        }
    }

    /// Takes note of an event.
    ///
    /// - Returns: The handler that the owner must call with it now, or `nil` if it waits or comes after the end.
    package mutating func offer(_ event: BodyEvent) -> Handler? {
        guard !hasEnded else { return nil }
        if case .chunk = event {} else { hasEnded = true }
        if let handler, !isPaused, waiting.isEmpty {
            hasGivenEnd = hasEnded
            return handler
        }
        store(event)
        return nil
    }

    /// Gives the handler whose turn it is, once per call, with the next event that waits.
    package mutating func next() -> (handler: Handler, event: BodyEvent)? {
        guard let handler, !isPaused, !waiting.isEmpty else { return nil }
        let event = waiting.removeFirst()
        hasGivenEnd = hasEnded && waiting.isEmpty
        return (handler, event)
    }

    /// Sets who gets the events; the first caller keeps them.
    package mutating func attach(_ handler: @escaping Handler) {
        if self.handler == nil { self.handler = handler }
    }

    package mutating func pause() { isPaused = true }

    package mutating func resume() { isPaused = false }

    /// Drops what waits, held back or not, and forgets the handler, which may hold the owner.
    ///
    /// - Returns: The handler, if it has not had its last event, which the owner must give it now.
    package mutating func abandon() -> Handler? {
        let waitsForEnd = hasGivenEnd ? nil : handler
        waiting = []
        handler = nil
        hasEnded = true
        hasGivenEnd = true
        return waitsForEnd
    }

    private mutating func store(_ event: BodyEvent) {
        guard case .chunk(var added) = event, case .chunk(var last)? = waiting.last else {
            waiting.append(event)
            return
        }
        // The array must let go of its reference first: else the write would copy all that waits.
        waiting.removeLast()
        last.writeBuffer(&added)
        waiting.append(.chunk(last))
    }
}
