package import Kernel

/// Which heads the cloud tier trains next: one at a time, in the order of asking, within a bound.
///
/// Training is nobody's deadline. What is asked for beyond the bound is refused at once, so that its stream does not
/// wait for heads that would come after its context has ended.
package struct TrainingQueue: Policy {
    package enum Event: Equatable, Sendable {
        /// Numbers are the sender's and used once.
        case asked(UInt64)
        /// Nobody waits for it any more.
        case canceled(UInt64)
        /// What was begun is over.
        case ended(UInt64)
    }

    package enum Action: Equatable, Sendable {
        case begin(UInt64)
        /// The queue is full.
        case refuse(UInt64)
        /// It is over, and somebody waits for it.
        case answer(UInt64)
        /// It is over, and nobody does.
        case discard(UInt64)
    }

    private let limit: Int
    private var waiting: [UInt64] = []
    private var running: (number: UInt64, isAwaited: Bool)?

    /// - Parameter limit: How many may wait beside the one that runs.
    package init(limit: Int) {
        precondition(limit >= 0, "a bound is a number of orders")
        self.limit = limit
    }

    package var waitingCount: Int { waiting.count }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .asked(let number):
            guard running == nil || waiting.count < limit else { return [.refuse(number)] }
            waiting.append(number)
            return begin()
        case .canceled(let number):
            if running?.number == number { running?.isAwaited = false }
            waiting.removeAll { $0 == number }
            return []
        case .ended(let number):
            guard let ended = running, ended.number == number else { return [] }
            running = nil
            return [ended.isAwaited ? .answer(number) : .discard(number)] + begin()
        }
    }

    private mutating func begin() -> [Action] {
        guard running == nil, !waiting.isEmpty else { return [] }
        let next = waiting.removeFirst()
        running = (next, true)
        return [.begin(next)]
    }
}
