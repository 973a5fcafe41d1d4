import Synchronization

/// Counts for all connections of one transport; read from any thread.
package final class TransportCounters: Sendable {
    private let counts = Mutex(TransportCounts())

    package init() {}

    package var snapshot: TransportCounts { counts.withLock { $0 } }

    func update(_ change: (inout TransportCounts) -> Void) {
        counts.withLock { change(&$0) }
    }

    func hit(_ limit: TransportLimit) {
        update { $0.limitHits[limit, default: 0] += 1 }
    }
}
