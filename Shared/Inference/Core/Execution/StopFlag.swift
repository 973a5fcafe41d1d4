import Synchronization

/// Tells a run from another thread that nobody waits for its result any more.
///
/// The run looks at it between two layers and ends at the first look after ``raise()``. A flag is never lowered: make a
/// new one for each run.
package final class StopFlag: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package func raise() {
        raised.store(true, ordering: .releasing)
    }

    package var isRaised: Bool { raised.load(ordering: .acquiring) }
}
