/// Tells once, to whoever asked, how an exchange ended; who asks later is told at once.
package struct CloseNotice {
    package typealias Handler = @Sendable (ExchangeFailure?) -> Void

    private enum State {
        case open([Handler])
        case closed(ExchangeFailure?)
    }

    private var state = State.open([])

    package init() {}

    package var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// Why the exchange has ended early, if it has.
    package var failure: ExchangeFailure? {
        if case .closed(let failure) = state { failure } else { nil }
    }

    /// - Returns: The outcome to tell the handler now, doubly optional: `nil` while the exchange is open.
    package mutating func add(_ handler: @escaping Handler) -> ExchangeFailure?? {
        switch state {
        case .open(let handlers):
            state = .open(handlers + [handler])
            return nil
        case .closed(let failure):
            return .some(failure)
        }
    }

    /// - Returns: Those to tell, none if it was closed before.
    package mutating func close(_ failure: ExchangeFailure?) -> [Handler] {
        guard case .open(let handlers) = state else { return [] }
        state = .closed(failure)
        return handlers
    }
}
