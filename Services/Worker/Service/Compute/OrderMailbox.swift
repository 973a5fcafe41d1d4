import Synchronization

/// Orders on their way to the compute thread, in the order in which they were put in.
///
/// Bounded by the policy, which has at most ``Segment/outstandingLimit`` outstanding.
final class OrderMailbox: Sendable {
    private struct State {
        var orders: [SegmentOrder] = []
        var isDraining = false
    }

    private let state = Mutex(State())

    /// - Returns: Whether somebody must be sent to drain it.
    func put(_ order: SegmentOrder) -> Bool {
        state.withLock { state in
            state.orders.append(order)
            defer { state.isDraining = true }
            return !state.isDraining
        }
    }

    /// The next order; after `nil` the caller drains no more.
    func take() -> SegmentOrder? {
        state.withLock { state in
            guard state.orders.isEmpty else { return state.orders.removeFirst() }
            state.isDraining = false
            return nil
        }
    }
}
