import Synchronization

/// Whether a service can do its work: every condition that it has named is met, and it is not about to stop.
///
/// Safe from every thread, so that loading and measuring elsewhere can report here.
package final class Readiness: Sendable {
    private struct State {
        var unmet: [String: String] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())
    private let changed: @Sendable (_ reason: String?) -> Void

    /// The handler is told, on the thread that caused it, at each change: why it is not ready, or `nil` when it is.
    package init(changed: @escaping @Sendable (_ reason: String?) -> Void) {
        self.changed = changed
    }

    /// Names a condition that is not met, or not any more, with the reason that `/v2/health/ready` shows.
    package func lacks(_ condition: String, because reason: String) {
        update { $0.unmet[condition] = reason }
    }

    package func meets(_ condition: String) {
        update { $0.unmet[condition] = nil }
    }

    /// Not ready from now on, whatever is met.
    package func drain() {
        update { $0.isDraining = true }
    }

    package var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Why it is not ready: `nil` if it is.
    package var reason: String? { state.withLock { Self.reason($0) } }

    private func update(_ change: (inout State) -> Void) {
        let (before, after) = state.withLock { state in
            let before = Self.reason(state)
            change(&state)
            return (before, Self.reason(state))
        }
        if before != after { changed(after) }
    }

    private static func reason(_ state: State) -> String? {
        if state.isDraining { return "draining" }
        guard !state.unmet.isEmpty else { return nil }
        return state.unmet.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    }
}
